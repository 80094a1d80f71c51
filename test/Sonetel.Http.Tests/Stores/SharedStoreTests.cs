using System.Net;
using Microsoft.Extensions.Configuration;
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
    public async Task A_process_that_ends_waits_for_the_answer_to_its_only_refresh_token(Ct ct)
    {
        var (store, endpoint) = (new UnsteadyStore(), new FakeTokenEndpoint());
        var world = World(store, endpoint);
        endpoint.Hold();
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await endpoint.Arrived(ct);

        var disposing = world.DisposeAsync().AsTask();
        Assert.That(disposing.IsCompleted, Is.False);
        endpoint.Release();
        await disposing;

        Assert.That((await store.GetAsync(string.Empty, ct))?.RefreshToken, Is.EqualTo("refresh-1"));
        Assert.That(async () => await waiting, Throws.InstanceOf<SonetelAuthException>());
    }

    [Test]
    public async Task The_store_outlives_the_last_answer(Ct ct)
    {
        var endpoint = new FakeTokenEndpoint();
        var memory = new MemoryTokenStore();
        var world = new TestWorld(options => options.UseSipgateOAuth("id", "secret", "given"), builder =>
        {
            builder.Services.AddSingleton<Connection>();
            builder.UseTokenStore(provider =>
            {
                var connection = provider.GetRequiredService<Connection>();
                return new UnsteadyStore(memory) { IsOpen = () => !connection.IsDisposed };
            });
            builder.TokenClient.ConfigurePrimaryHttpMessageHandler(() => endpoint.Handler);
        });
        endpoint.Hold();
        var waiting = GetAsync(world, ct);
        await endpoint.Arrived(ct);

        var disposing = world.DisposeAsync().AsTask();
        endpoint.Release();
        await disposing;

        Assert.That((await memory.GetAsync(string.Empty, ct))?.RefreshToken, Is.EqualTo("refresh-1"));
        Assert.That(async () => await waiting, Throws.InstanceOf<SonetelAuthException>());
    }

    [Test]
    public async Task A_store_that_was_emptied_and_counts_anew_is_believed(Ct ct)
    {
        var (memory, endpoint) = (new MemoryTokenStore(), new FakeTokenEndpoint());
        await using var world = new TestWorld(build: Sharing(new UnsteadyStore(memory), endpoint));
        await world.Auth.GetAccessTokenAsync(ct);
        await world.Auth.CreateTokenAsync(cancellationToken: ct);
        await memory.RemoveAsync(string.Empty, ct);
        world.Time.Advance(TimeSpan.FromMinutes(30));
        var now = world.Time.GetUtcNow();
        await memory.SetAsync(string.Empty, new TokenSet(new AccessToken { Value = "another's", ExpiresAt = now + TimeSpan.FromMinutes(20) }, "refresh-of-another", now, 1), ct);

        world.Time.Advance(TimeSpan.FromHours(1));
        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(endpoint.Bodies[^1], Does.Contain("refresh_token=refresh-of-another"));
    }

    [Test]
    public async Task A_revocation_is_told_to_the_server_that_gave_the_tokens(Ct ct)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Username"] = "u",
            ["Password"] = "p",
            ["RevocationEndpoint"] = "https://old.example.com/revoke",
        }).Build();
        await using var world = new TestWorld(configuration: configuration);
        var told = new List<string>();
        world.Endpoint.Answer = (_, request) =>
        {
            told.Add(request.RequestUri!.Host);
            return null;
        };
        await world.Auth.GetAccessTokenAsync(ct);
        world.Endpoint.Hold();
        var creating = world.Auth.CreateTokenAsync(cancellationToken: ct);
        await world.Endpoint.Arrived(ct);
        await world.Endpoint.Arrived(ct);
        var revoking = world.Auth.RevokeTokenAsync(cancellationToken: ct);

        (configuration["Password"], configuration["RevocationEndpoint"]) = ("new", "https://new.example.com/revoke");
        configuration.Reload();
        world.Endpoint.Release();
        await creating;
        await revoking;

        Assert.That(told.Where(host => host.EndsWith("example.com", StringComparison.Ordinal)), Is.All.EqualTo("new.example.com"));
    }

    [Test]
    public async Task A_token_that_another_process_renewed_answers_a_401(Ct ct)
    {
        var (store, endpoint) = (new UnsteadyStore(), new FakeTokenEndpoint());
        await using var first = World(store, endpoint);
        await using var second = World(store, endpoint);

        foreach (var world in new[] { first, second })
        {
            await world.Auth.GetAccessTokenAsync(ct);
            world.Revoked.Add("Bearer token-1");
        }

        Assert.That((await GetAsync(first, ct), await GetAsync(second, ct)), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
        Assert.That(endpoint.Requests, Is.EqualTo(2));
    }

    [Test]
    public async Task An_invalid_grant_for_a_refresh_token_that_another_process_spent_is_a_lost_race(Ct ct)
    {
        var (memory, endpoint) = (new MemoryTokenStore(), new FakeTokenEndpoint());
        // Two stores of one memory have no lock in common, as with a distributed cache.
        await using var winner = new TestWorld(build: Sharing(new UnsteadyStore(memory), endpoint));
        await using var loser = new TestWorld(build: Sharing(new UnsteadyStore(memory), endpoint));
        await winner.Auth.GetAccessTokenAsync(ct);
        await loser.Auth.GetAccessTokenAsync(ct);
        loser.Time.Advance(TimeSpan.FromHours(1));
        winner.Time.Advance(TimeSpan.FromHours(1));
        endpoint.Answer = (number, _) =>
        {
            if (number != 2)
            {
                return null;
            }

            winner.Auth.GetAccessTokenAsync(ct).AsTask().Wait(ct);
            return FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant");
        };

        Assert.That((await loser.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-3"));
        Assert.That(endpoint.Requests, Is.EqualTo(3));
    }

    [Test]
    public async Task Whoever_lost_the_lock_uses_the_newer_token_and_overwrites_nothing(Ct ct)
    {
        var (memory, endpoint) = (new MemoryTokenStore(), new FakeTokenEndpoint());
        await using var world = new TestWorld(build: Sharing(new UnsteadyStore(memory), endpoint));
        endpoint.Answer = (_, _) =>
        {
            var token = new AccessToken { Value = "of another process", ExpiresAt = world.Time.GetUtcNow() + TimeSpan.FromHours(1) };
            _ = memory.SetAsync(string.Empty, new TokenSet(token, "refresh-9", world.Time.GetUtcNow(), 9), ct);
            return null;
        };

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("of another process"));
        Assert.That((await memory.GetAsync(string.Empty, ct))!.RefreshToken, Is.EqualTo("refresh-9"));
    }

    /// <summary>What a store needs, and the container disposes.</summary>
    private sealed class Connection : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private static Action<SonetelAuthBuilder> Sharing(ITokenStore store, FakeTokenEndpoint endpoint) =>
        builder => builder.UseTokenStore(_ => store).TokenClient.ConfigurePrimaryHttpMessageHandler(() => endpoint.Handler);

    private static async Task<HttpStatusCode> GetAsync(TestWorld world, Ct ct)
    {
        using var response = await world.Client.GetAsync("https://api.sipgate.com/v2/account", ct);
        return response.StatusCode;
    }

    private static TestWorld World(ITokenStore store, FakeTokenEndpoint endpoint) => new(
        options =>
        {
            options.UseSipgateOAuth("id", "secret", "given");
            options.RevocationEndpoint = new Uri("https://login.sipgate.com/revoke");
        },
        Sharing(store, endpoint));
}
