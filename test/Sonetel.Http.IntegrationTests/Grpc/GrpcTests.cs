using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.IntegrationTests.Grpc;

/// <summary>Grpc.Net.ClientFactory with our handler: each call has a body of unknown length, and some have no end.</summary>
[CancelAfter(60_000)]
public sealed class GrpcTests
{
    [Test]
    public async Task A_call_is_sent_at_once_and_asks_for_nothing(Ct ct)
    {
        await using var server = await GrpcServer.StartAsync(ct);
        await using var world = await WorldAsync(server, ct);

        using var call = Client(world).Say(new string('x', 2_000_000), ct);

        Assert.That(await call, Has.Length.EqualTo(2_000_000));
        Assert.That(server.Requests.Single(), Does.Not.ContainKey("Expect"));
    }

    [Test]
    public async Task A_call_whose_token_was_refused_is_replayed_from_the_record(Ct ct)
    {
        await using var server = await GrpcServer.StartAsync(ct);
        await using var world = await WorldAsync(server, ct);
        await RevokeAsync(world, server, ct);
        server.ReadsFirst = true;

        using var call = Client(world).Say("hello", ct);

        Assert.That(await call, Is.EqualTo("hello"));
        Assert.That(server.Requests, Has.Count.EqualTo(2));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(2));
    }

    [Test]
    public async Task A_stream_flows_both_ways_while_it_is_open(Ct ct)
    {
        await using var server = await GrpcServer.StartAsync(ct);
        await using var world = await WorldAsync(server, ct);
        using var call = Client(world).Talk(ct);

        for (var i = 0; i < 100; i++)
        {
            var message = $"{i} {new string('x', 5_000)}";
            await call.RequestStream.WriteAsync(message, ct);
            Assert.That(await call.ResponseStream.MoveNext(ct), Is.True);
            Assert.That(call.ResponseStream.Current, Is.EqualTo(message));
        }

        await call.RequestStream.CompleteAsync();
        Assert.That(await call.ResponseStream.MoveNext(ct), Is.False);
    }

    [Test]
    public async Task A_stream_that_is_open_when_its_token_is_refused_fails_and_the_next_one_has_the_renewed_token(Ct ct)
    {
        await using var server = await GrpcServer.StartAsync(ct);
        await using var world = await WorldAsync(server, ct);
        await RevokeAsync(world, server, ct);
        var client = Client(world);

        using (var refused = client.Talk(ct))
        {
            Assert.That(
                async () => await refused.ResponseStream.MoveNext(ct),
                Throws.InstanceOf<RpcException>().With.Property(nameof(RpcException.StatusCode)).EqualTo(StatusCode.Unauthenticated));
        }

        using var call = client.Say("again", ct);
        Assert.That(await call, Is.EqualTo("again"));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(2));
    }

    private static async Task<EmulatedWorld> WorldAsync(GrpcServer server, Ct ct)
    {
        var world = await EmulatedWorld.CreateAsync(ct, (options, _) => options.AllowedHosts.Add("127.0.0.1"));

        // Who asks for 100 Continue here waits for ever.
        world.Services.AddGrpcClient<EchoClient>(options => options.Address = server.Address)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan })
            .AddSonetelAuthHandler();
        return world;
    }

    private static EchoClient Client(EmulatedWorld world) => world.Provider.GetRequiredService<EchoClient>();

    private static async Task RevokeAsync(EmulatedWorld world, GrpcServer server, Ct ct)
    {
        var token = await world.Auth.GetAccessTokenAsync(ct);
        server.Revoked[$"{token.Scheme} {token.Value}"] = true;
    }
}
