using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Sonetel.Http.Tests.Stores;

namespace Sonetel.Http.Tests;

/// <summary>RFC 7009: which tokens are revoked, and what counts as done.</summary>
[CancelAfter(30_000)]
public sealed class RevocationTests
{
    [Test]
    public async Task A_server_that_cannot_revoke_JWTs_is_done_with_the_refresh_token(Ct ct)
    {
        await using var world = Revoking();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Endpoint.Answer = (_, _) => world.Endpoint.Bodies[^1].Contains("token_type_hint=access_token", StringComparison.Ordinal)
            ? FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "unsupported_token_type")
            : new HttpResponseMessage();

        Assert.That(async () => await world.Auth.RevokeTokenAsync(cancellationToken: ct), Throws.Nothing);
        Assert.That(world.Endpoint.Requests, Is.EqualTo(3));
    }

    [Test]
    public async Task A_server_that_revokes_neither_is_an_error(Ct ct)
    {
        await using var world = Revoking();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "unsupported_token_type");

        Assert.That(async () => await world.Auth.RevokeTokenAsync(cancellationToken: ct), Throws.InstanceOf<SonetelAuthException>());
    }

    [Test]
    public async Task A_server_that_cannot_revoke_an_account_s_only_token_is_an_error(Ct ct)
    {
        await using var world = Revoking();
        world.Endpoint.GivesRefreshTokens = false;
        await world.Auth.GetAccessTokenAsync(ct);
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "unsupported_token_type");

        Assert.That(
            async () => await world.Auth.RevokeTokenAsync(cancellationToken: ct),
            Throws.InstanceOf<SonetelAuthException>().With.Property("Error").EqualTo("unsupported_token_type"));
    }

    [Test]
    public async Task An_access_token_that_stays_valid_is_an_error_though_the_refresh_token_is_revoked(Ct ct)
    {
        await using var world = Revoking();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Endpoint.Answer = (number, _) => number == 2 ? new HttpResponseMessage() : FakeTokenEndpoint.Error(HttpStatusCode.Unauthorized, "invalid_client");

        Assert.That(
            async () => await world.Auth.RevokeTokenAsync(cancellationToken: ct),
            Throws.InstanceOf<SonetelAuthException>().With.Property("Error").EqualTo("invalid_client"));
        Assert.That(world.Endpoint.Bodies.Skip(1), Has.Exactly(2).Items.And.ItemAt(0).Contains("token=refresh-1"));
    }

    [Test]
    public async Task A_revocation_is_written_in_its_own_format(Ct ct)
    {
        await using var world = new TestWorld(options =>
        {
            options.RevocationEndpoint = new Uri("https://api.sonetel.com/revoke");
            options.RevocationFormat = TokenRequestFormat.Json;
        });
        await world.Auth.GetAccessTokenAsync(ct);

        await world.Auth.RevokeTokenAsync(TokenTypeHint.AccessToken, ct);

        Assert.That(world.Endpoint.Bodies[0], Does.StartWith("grant_type=password&"));
        Assert.That(world.Endpoint.Bodies[1], Is.EqualTo("""{"token":"token-1","token_type_hint":"access_token"}"""));
    }

    [Test]
    public async Task A_caller_that_cancels_a_revocation_is_told_of_a_cancellation(Ct ct)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var world = Revoking();
        await world.Auth.GetAccessTokenAsync(ct);
        await world.Endpoint.Arrived(ct);
        world.Endpoint.Hold();
        var revoking = world.Auth.RevokeTokenAsync(cancellationToken: leaving.Token);
        await world.Endpoint.Arrived(ct);

        await leaving.CancelAsync();

        Assert.That(async () => await revoking, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_connection_that_breaks_off_at_a_caller_s_cancellation_is_told_as_a_cancellation(Ct ct)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var world = Revoking();
        await world.Auth.GetAccessTokenAsync(ct);
        world.Endpoint.Answer = (_, _) =>
        {
            leaving.Cancel();
            throw new IOException("broken off");
        };

        Assert.That(
            async () => await world.Auth.RevokeTokenAsync(cancellationToken: leaving.Token),
            Throws.InstanceOf<OperationCanceledException>().With.InnerException.InstanceOf<IOException>());
    }

    [TestCase(null, "token=any")]
    [TestCase(TokenTypeHint.AccessToken, "token=any&token_type_hint=access_token")]
    [TestCase(TokenTypeHint.RefreshToken, "token=any&token_type_hint=refresh_token")]
    public async Task Any_token_can_be_revoked(TokenTypeHint? hint, string body, Ct ct)
    {
        await using var world = Revoking();
        var account = world.Provider.GetRequiredService<TokenManagers>().Get(string.Empty).Settings;

        await world.Provider.GetRequiredService<TokenEndpoint>().RevokeAsync(account, "any", hint, ct);

        Assert.That(world.Endpoint.Bodies, Is.EqualTo(new[] { body }));
    }

    [Test]
    public async Task Without_a_revocation_endpoint_a_token_that_is_not_the_accounts_cannot_be_revoked(Ct ct)
    {
        await using var world = new TestWorld();
        var account = world.Provider.GetRequiredService<TokenManagers>().Get(string.Empty).Settings;
        var endpoint = world.Provider.GetRequiredService<TokenEndpoint>();

        Assert.That(async () => await endpoint.RevokeAsync(account, "any", null, ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("RevocationEndpoint"));
    }

    [Test]
    public async Task The_only_refresh_token_of_a_fleet_is_not_revoked_with_one_process()
    {
        await using var world = new TestWorld(o => o.UseSipgateOAuth("c", "s", "refresh-0"), Shared);

        Assert.That(() => world.Provider.GetRequiredService<IOptions<SonetelAuthOptions>>().Value, Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("RevokeOnStop"));
    }

    [Test]
    public async Task A_process_that_ends_the_token_of_a_fleet_is_warned_of(Ct ct)
    {
        await using var world = new TestWorld(build: Shared);

        foreach (var service in world.Provider.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await service.StartingAsync(ct);
        }

        Assert.That(world.Logs.Count("RevokesSharedTokens"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_process_that_ends_only_its_own_token_is_not_warned_of(Ct ct)
    {
        await using var world = new TestWorld(o => o.UseSipgateOAuth("c", "s", "refresh-0"), account => account.RevokeOnStop());

        foreach (var service in world.Provider.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await service.StartingAsync(ct);
        }

        Assert.That(world.Logs.Count("RevokesSharedTokens"), Is.Zero);
    }

    [Test]
    public async Task A_token_is_revoked_where_it_was_issued_even_if_the_account_gets_another_server_meanwhile(Ct ct)
    {
        var (store, reading, mayRead) = (new ScriptedStore(), new TaskCompletionSource(), new TaskCompletionSource());
        await using var world = Revoking(account => account.UseTokenStore(_ => store));
        await world.Auth.GetAccessTokenAsync(ct);
        var hosts = new ConcurrentBag<string>();
        world.Endpoint.Answer = (_, request) =>
        {
            hosts.Add(request.RequestUri!.Host);
            return null;
        };
        store.BeforeGet = () =>
        {
            reading.TrySetResult();
            return mayRead.Task;
        };
        var revoking = world.Auth.RevokeTokenAsync(cancellationToken: ct);
        await reading.Task.WaitAsync(ct);

        world.Provider.GetRequiredService<ISonetelAuthFactory>().Set(string.Empty, options =>
        {
            (options.Username, options.Password) = ("user", "password");
            options.TokenEndpoint = new Uri("https://other.example.com/token");
            options.RevocationEndpoint = new Uri("https://other.example.com/revoke");
        });
        mayRead.SetResult();
        await revoking;

        Assert.That(hosts, Has.Count.EqualTo(2).And.All.EqualTo("api.sonetel.com"));
    }

    [Test]
    public async Task An_account_that_requires_its_store_says_whether_its_tokens_are_forgotten_there([Values] bool isReadOnly, Ct ct)
    {
        var store = new UnsteadyStore();
        await using var world = new TestWorld(
            options =>
            {
                options.RevocationEndpoint = new Uri("https://api.sonetel.com/revoke");
                options.RequireTokenStore = true;
            },
            account => account.UseTokenStore(_ => store));
        await world.Auth.GetAccessTokenAsync(ct);
        store.FailsWrites = isReadOnly;

        Assert.That(
            async () => await world.Auth.RevokeTokenAsync(cancellationToken: ct),
            isReadOnly ? Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("token store") : Throws.Nothing);
        Assert.That(world.Endpoint.Bodies[1], Does.Contain("token=refresh-1"));
    }

    private static void Shared(SonetelAuthBuilder account) => account.UseTokenStore(_ => new MemoryTokenStore()).RevokeOnStop();

    private static TestWorld Revoking(Action<SonetelAuthBuilder>? build = null) =>
        new(options => options.RevocationEndpoint = new Uri("https://api.sonetel.com/revoke"), build);
}
