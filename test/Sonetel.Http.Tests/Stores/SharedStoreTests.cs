using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests.Stores;

/// <summary>What must not get lost, or come back, between a process and the store it shares.</summary>
[CancelAfter(30_000)]
public sealed class SharedStoreTests
{
    [Test]
    public async Task Revoking_the_access_token_leaves_the_refresh_token_to_the_next_process(Ct ct)
    {
        var (store, endpoint) = (new UnsteadyStore(), new FakeTokenEndpoint());

        await using (var first = World(store, endpoint))
        {
            await first.Auth.GetAccessTokenAsync(ct);
            await first.Auth.RevokeTokenAsync(TokenTypeHint.AccessToken, ct);
        }

        await using var second = World(store, endpoint);
        await second.Auth.GetAccessTokenAsync(ct);

        Assert.That(endpoint.Bodies[^1], Does.Contain("refresh_token=refresh-1"));
    }

    [Test]
    public async Task A_revocation_ends_what_another_process_renewed_meanwhile(Ct ct)
    {
        var (store, endpoint) = (new UnsteadyStore(), new FakeTokenEndpoint());
        await using var first = World(store, endpoint);
        await using var second = World(store, endpoint);
        await first.Auth.GetAccessTokenAsync(ct);
        await second.Auth.CreateTokenAsync(cancellationToken: ct);

        await first.Auth.RevokeTokenAsync(cancellationToken: ct);

        Assert.That(endpoint.Bodies.Skip(2).Select(body => body.Contains("token=refresh-2") || body.Contains("token=token-2")), Is.EqualTo(new[] { true, true }));
    }

    [Test]
    public async Task A_refused_token_does_not_come_back_from_the_store(Ct ct)
    {
        var store = new UnsteadyStore();
        await using var world = new TestWorld(build: builder => builder.UseTokenStore(_ => store));
        await world.GetAsync(ct);
        world.Revoked.Add("Bearer token-1");
        store.Fails = true;
        await world.GetAsync(ct);
        store.Fails = false;
        world.Time.Advance(TimeSpan.FromSeconds(20));
        world.Revoked.Add("Bearer token-2");

        await world.GetAsync(ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { 1, 1, 2, 2, 3 }.Select(number => $"Bearer token-{number}")));
    }

    [Test]
    public async Task The_end_of_the_process_does_not_come_between_an_answer_and_its_refresh_token(Ct ct)
    {
        var (store, endpoint) = (new GatedStore(), new FakeTokenEndpoint());
        var world = World(store, endpoint);
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await store.Arrived.WaitAsync(ct);

        var disposing = world.DisposeAsync().AsTask();
        store.Release();
        await disposing;

        Assert.That((await store.GetAsync(string.Empty, ct))?.RefreshToken, Is.EqualTo("refresh-1"));
        Assert.That(async () => await waiting, Throws.InstanceOf<SonetelAuthException>());
    }

    [Test]
    public async Task A_store_that_hangs_whatever_it_is_told_holds_callers_up_no_longer_than_the_timeout([Values] bool async, Ct ct)
    {
        var store = new UnsteadyStore { Hangs = true };
        await using var world = new TestWorld(build: builder => builder.UseTokenStore(_ => store));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        var waiting = world.SendAsync(async, request, ct);

        // Each of its calls is given up in turn.
        while (await Task.WhenAny(waiting, store.Hanging.ReadAsync(ct).AsTask()) != waiting)
        {
            world.Time.Advance(TimeSpan.FromSeconds(90));
        }

        using var response = await waiting;
        Assert.That(response.IsSuccessStatusCode, Is.True);
    }

    private static TestWorld World(ITokenStore store, FakeTokenEndpoint endpoint) => new(
        options =>
        {
            options.UseSipgateOAuth("id", "secret", "given");
            options.RevocationEndpoint = new Uri("https://login.sipgate.com/revoke");
        },
        builder => builder.UseTokenStore(_ => store).TokenClient.ConfigurePrimaryHttpMessageHandler(() => endpoint.Handler));
}
