using Microsoft.Extensions.DependencyInjection;
using Sonetel.Http.IntegrationTests.Grpc;

namespace Sonetel.Http.IntegrationTests.WorksWith;

/// <summary>The recipe; <see cref="GrpcTests"/> has the rest.</summary>
[CancelAfter(60_000)]
public sealed class GrpcClientFactoryTests
{
    [Test]
    public async Task A_call_goes_out_with_the_token_and_is_replayed_with_the_renewed_one(Ct ct)
    {
        await using var server = await GrpcServer.StartAsync(ct);
        await using var world = await EmulatedWorld.CreateAsync(
            ct, (options, _) => options.AllowedHosts.Add("127.0.0.1"));
        var (services, api) = (world.Services, server.Address);

        services.AddGrpcClient<EchoClient>(o => o.Address = api)
            .AddSonetelAuthHandler();

        server.ReadsFirst = true;
        var client = world.Provider.GetRequiredService<EchoClient>();

        foreach (var tokenRequests in (int[])[1, 2])
        {
            using var call = client.Say("hello", ct);

            Assert.That(await call, Is.EqualTo("hello"));
            Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(tokenRequests));
            server.Revoked[server.Requests.Last().Authorization.ToString()] = true;
        }

        Assert.That(server.Requests, Has.Count.EqualTo(3));
    }
}
