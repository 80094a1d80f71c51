using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Sonetel.Http.Tests;

/// <summary>Many accounts, the commands on one, and how its life begins and ends.</summary>
[CancelAfter(30_000)]
public sealed class AccountTests
{
    private const string Revocation = "https://api.sonetel.com/revoke";

    [Test]
    public async Task One_client_serves_many_accounts(Ct ct)
    {
        await using var world = new TestWorld(build: builder => Named(builder.Services, "tenant"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/").UseSonetelAccount("tenant");

        using var response = await world.Client.SendAsync(request, ct);
        await world.GetAsync(ct);

        Assert.That(world.Endpoint.Bodies[0], Does.Contain("username=tenant"));
        Assert.That(world.Endpoint.Bodies[1], Does.Contain("username=user@example.com"));
        Assert.That((await world.Provider.GetRequiredKeyedService<ISonetelAuth>("tenant").GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-1"));
        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-2"));
    }

    [Test]
    public void A_handler_without_any_account_is_a_clear_error()
    {
        var services = new ServiceCollection();
        services.AddHttpClient("api").AddSonetelAuthHandler();
        using var provider = services.BuildServiceProvider();

        Assert.That(() => provider.GetRequiredService<IHttpClientFactory>().CreateClient("api"), Throws.InvalidOperationException.With.Message.Contains("AddSonetelAuth("));
    }

    [Test]
    public async Task An_unknown_account_is_a_clear_error(Ct ct)
    {
        await using var world = new TestWorld();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/").UseSonetelAccount("nobody");

        Assert.That(async () => await world.Client.SendAsync(request, ct), Throws.InvalidOperationException.With.Message.Contains("'nobody'").And.Message.Contains("AddSonetelAuth(\"nobody\", …)"));
        Assert.That(world.Sent, Is.Empty);
    }

    [Test]
    public async Task A_default_account_that_is_not_registered_is_a_clear_error_as_well()
    {
        var services = new ServiceCollection();
        Named(services, "tenant");
        await using var provider = services.BuildServiceProvider();

        Assert.That(
            () => provider.GetRequiredService<ISonetelAuthFactory>().Get(string.Empty),
            Throws.InvalidOperationException.With.Message.Contains("AddSonetelAuth(…)"));
    }

    [Test]
    public async Task A_request_that_needs_no_token_needs_no_account_either([Values] bool optsOut, Ct ct)
    {
        await using var world = new TestWorld();
        world.Services.AddHttpClient("tenant").AddSonetelAuthHandler("nobody").ConfigurePrimaryHttpMessageHandler(() => world.ApiHandler);
        using var client = world.Provider.GetRequiredService<IHttpClientFactory>().CreateClient("tenant");
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://public-api.sonetel.com/account/");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", "x");

        using var response = await client.SendAsync(optsOut ? request.WithoutSonetelAuth() : request, ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { "Basic x" }));
    }

    [Test]
    public async Task Accounts_of_run_time_come_from_the_options(Ct ct)
    {
        await using var world = new TestWorld(build: builder => builder.Services.AddSingleton<IConfigureOptions<SonetelAuthOptions>, Tenants>());
        var auth = world.Provider.GetRequiredService<ISonetelAuthFactory>().Get("tenant-7");

        await auth.GetAccessTokenAsync(ct);

        Assert.That(world.Endpoint.Bodies.Single(), Does.Contain("username=tenant-7"));
    }

    [Test]
    public async Task An_account_that_appears_after_it_was_asked_for_is_found(Ct ct)
    {
        var tenants = new Tenants { Known = false };
        await using var world = new TestWorld(build: builder => builder.Services.AddSingleton<IConfigureOptions<SonetelAuthOptions>>(tenants));
        var accounts = world.Provider.GetRequiredService<ISonetelAuthFactory>();
        Assert.That(() => accounts.Get("tenant-1"), Throws.InvalidOperationException.With.Message.Contains("'tenant-1'"));

        tenants.Known = true;

        Assert.That((await accounts.Get("tenant-1").GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-1"));
    }

    [Test]
    public async Task A_source_of_options_that_failed_once_is_asked_again(Ct ct)
    {
        var tenants = new Tenants { IsAway = true };
        await using var world = new TestWorld(build: builder => builder.Services.AddSingleton<IConfigureOptions<SonetelAuthOptions>>(tenants));
        var accounts = world.Provider.GetRequiredService<ISonetelAuthFactory>();
        Assert.That(() => accounts.Get("tenant-1"), Throws.InstanceOf<TimeoutException>());

        tenants.IsAway = false;

        Assert.That((await accounts.Get("tenant-1").GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-1"));
    }

    [Test]
    public async Task A_running_account_reads_its_new_password_after_the_source_of_options_failed_once(Ct ct)
    {
        var tenants = new Tenants();
        await using var world = new TestWorld(build: builder => builder.Services.AddSingleton<IConfigureOptions<SonetelAuthOptions>>(tenants));
        var auth = world.Provider.GetRequiredService<ISonetelAuthFactory>().Get("tenant-1");
        (tenants.Password, tenants.IsAway) = ("rotated", true);
        world.Provider.GetRequiredService<IOptionsMonitorCache<SonetelAuthOptions>>().TryRemove("tenant-1");
        await auth.CreateTokenAsync(cancellationToken: ct);

        tenants.IsAway = false;
        await auth.CreateTokenAsync(cancellationToken: ct);

        Assert.That(world.Endpoint.Bodies[^1], Does.Contain("password=rotated"));
    }

    [Test]
    public async Task A_changed_account_of_run_time_signs_in_with_what_it_is_now(Ct ct)
    {
        var tenants = new Tenants();
        await using var world = new TestWorld(build: builder => builder.Services.AddSingleton<IConfigureOptions<SonetelAuthOptions>>(tenants));
        var auth = world.Provider.GetRequiredService<ISonetelAuthFactory>().Get("tenant-1");
        await auth.GetAccessTokenAsync(ct);

        tenants.Password = "rotated";
        world.Provider.GetRequiredService<IOptionsMonitorCache<SonetelAuthOptions>>().TryRemove("tenant-1");
        await auth.CreateTokenAsync(cancellationToken: ct);

        Assert.That(world.Endpoint.Bodies[^1], Does.Contain("password=rotated"));
    }

    [Test]
    public async Task An_account_of_run_time_that_cannot_work_is_told_from_one_that_is_not_known()
    {
        await using var world = new TestWorld(build: builder => builder.Services.AddSingleton<IConfigureOptions<SonetelAuthOptions>>(new Tenants { Password = string.Empty }));

        Assert.That(() => world.Provider.GetRequiredService<ISonetelAuthFactory>().Get("tenant-1"), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("'tenant-1': Password is missing"));
    }

    [Test]
    public async Task Twenty_thousand_accounts_of_one_process_sign_in_once_each(Ct ct)
    {
        await using var world = new TestWorld(build: builder => builder.Services.AddSingleton<IConfigureOptions<SonetelAuthOptions>, Tenants>());
        var accounts = world.Provider.GetRequiredService<ISonetelAuthFactory>();
        var names = Enumerable.Range(0, 20_000).Select(number => $"tenant-{number}").ToArray();

        foreach (var name in names)
        {
            await accounts.Get(name).GetAccessTokenAsync(ct);
        }

        for (var i = 0; i < names.Length; i++)
        {
            Assert.That((await accounts.Get(names[i]).GetAccessTokenAsync(ct)).Value, Is.EqualTo($"token-{i + 1}"));
        }

        Assert.That(world.Endpoint.Requests, Is.EqualTo(names.Length));
    }

    [Test]
    public async Task One_accounts_failure_touches_no_other(Ct ct)
    {
        await using var world = new TestWorld(build: builder => Named(builder.Services, "tenant"));
        world.Endpoint.Answer = (number, _) => number == 1 ? FakeTokenEndpoint.Error(HttpStatusCode.Unauthorized, "unauthorized") : null;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/").UseSonetelAccount("tenant");

        Assert.That(async () => await world.Client.SendAsync(request, ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("'tenant'"));

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task CreateTokenAsync_without_a_request_renews_now_and_keeps_what_it_receives(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);

        var tokens = await world.Auth.CreateTokenAsync(cancellationToken: ct);

        Assert.That((tokens.AccessToken!.Value, tokens.RefreshToken), Is.EqualTo(("token-2", "refresh-2")));
        Assert.That(world.Endpoint.Bodies[1], Does.StartWith("grant_type=refresh_token&refresh_token=refresh-1"));
        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-2"));
    }

    [Test]
    public async Task CreateTokenAsync_asks_through_a_remembered_failure_and_leaves_the_token_if_it_fails(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        world.Endpoint.Answer = (number, _) => number <= 4 ? FakeTokenEndpoint.Error(HttpStatusCode.Unauthorized, "unauthorized") : null;

        Assert.That(async () => await world.Auth.CreateTokenAsync(cancellationToken: ct), Throws.InstanceOf<SonetelAuthException>());
        Assert.That(async () => await world.Auth.CreateTokenAsync(cancellationToken: ct), Throws.InstanceOf<SonetelAuthException>());

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-1"));
        Assert.That((await world.Auth.CreateTokenAsync(cancellationToken: ct)).AccessToken!.Value, Is.EqualTo("token-5"));
    }

    [TestCase(null, new[] { "token=refresh-1&token_type_hint=refresh_token", "token=token-1&token_type_hint=access_token" })]
    [TestCase(TokenTypeHint.AccessToken, new[] { "token=token-1&token_type_hint=access_token" })]
    [TestCase(TokenTypeHint.RefreshToken, new[] { "token=refresh-1&token_type_hint=refresh_token" })]
    public async Task Revoking_tells_the_server_by_hint(TokenTypeHint? hint, string[] bodies, Ct ct)
    {
        await using var world = new TestWorld(options => options.RevocationEndpoint = new Uri(Revocation));
        await world.GetAsync(ct);

        await world.Auth.RevokeTokenAsync(hint, ct);
        Assert.That(world.Endpoint.Bodies.Skip(1), Is.EqualTo(bodies));
        await world.GetAsync(ct);

        Assert.That(world.Endpoint.Bodies[^1], Does.StartWith(hint is TokenTypeHint.AccessToken ? "grant_type=refresh_token" : "grant_type=password"));
        Assert.That(world.Sent.Last(), Is.Not.EqualTo("Bearer token-1"));
    }

    [Test]
    public async Task What_was_revoked_is_not_revoked_again(Ct ct)
    {
        await using var world = new TestWorld(options => options.RevocationEndpoint = new Uri(Revocation));
        await world.GetAsync(ct);
        await world.Auth.RevokeTokenAsync(cancellationToken: ct);
        var requests = world.Endpoint.Requests;

        await world.Auth.RevokeTokenAsync(cancellationToken: ct);

        Assert.That(world.Endpoint.Requests, Is.EqualTo(requests));
    }

    [Test]
    public async Task A_revocation_that_the_server_fails_is_forgotten_here_all_the_same(Ct ct)
    {
        await using var world = new TestWorld(options => options.RevocationEndpoint = new Uri(Revocation));
        await world.GetAsync(ct);
        world.Endpoint.Answer = (_, request) => request.RequestUri!.AbsoluteUri == Revocation ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : null;

        Assert.That(async () => await world.Auth.RevokeTokenAsync(cancellationToken: ct), Throws.InstanceOf<SonetelAuthException>());
        await world.GetAsync(ct);

        Assert.That(world.Endpoint.Bodies[^1], Does.StartWith("grant_type=password"));
    }

    [Test]
    public async Task Without_a_revocation_endpoint_the_token_is_forgotten_here_only(Ct ct)
    {
        await using var world = new TestWorld();
        await world.GetAsync(ct);

        await world.Auth.RevokeTokenAsync(cancellationToken: ct);
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
        await world.GetAsync(ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1", "Bearer token-2" }));
    }

    [Test]
    public async Task Basic_goes_out_on_each_request_and_its_401_comes_back(Ct ct)
    {
        await using var world = new TestWorld(options =>
        {
            options.UseSipgate("token-id", "tökén");
            options.AllowedHosts.Add("public-api.sonetel.com");
        });
        world.Revoked.Add("Basic dG9rZW4taWQ6dMO2a8Opbg==");

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.Unauthorized));
        await world.Auth.RevokeTokenAsync(cancellationToken: ct);
        await world.GetAsync(ct);

        Assert.That(world.Sent, Has.Count.EqualTo(2).And.All.EqualTo("Basic dG9rZW4taWQ6dMO2a8Opbg=="));
        Assert.That(world.Endpoint.Requests, Is.Zero);
    }

    [TestCase("""{"scopes":["orders","users"]}""")]
    [TestCase("""{"scope":"orders users"}""")]
    [TestCase("""{"scope":["orders","users"]}""")]
    public void Scopes_are_read_however_a_system_writes_them(string claims) =>
        Assert.That(DecodedToken.Decode(LifetimeTests.Jwt(claims))?.Scopes, Is.EqualTo(new[] { "orders", "users" }));

    [Test]
    public async Task A_decoded_token_tells_its_claims(Ct ct)
    {
        await using var world = new TestWorld();
        var jwt = LifetimeTests.Jwt("""{"iss":"sonetel","sub":"s","aud":["a","b"],"jti":"j","iat":1767225600,"exp":"1767229200","scope":"x y","acc_id":207001,"user_id":"u","other":{"k":[1]}}""");
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Json($$"""{"access_token":"{{jwt}}"}""");

        var token = await world.Auth.GetDecodedTokenAsync(ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((token.Issuer, token.Subject, token.TokenId, token.AccountId, token.UserId), Is.EqualTo(("sonetel", "s", "j", "207001", "u")));
            Assert.That((token.IssuedAt?.Year, token.ExpiresAt - token.IssuedAt, token.NotBefore), Is.EqualTo((2026, TimeSpan.FromHours(1), (DateTimeOffset?)null)));
            Assert.That(token.Audience.Concat(token.Scopes), Is.EqualTo(new[] { "a", "b", "x", "y" }));
            Assert.That(token.Claims["other"].GetProperty("k")[0].GetInt32(), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task A_token_that_is_no_JWT_is_a_clear_error_there_and_works_elsewhere(Ct ct)
    {
        await using var world = new TestWorld();

        Assert.That(async () => await world.Auth.GetDecodedTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("not a JWT"));
        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task All_clients_get_the_handler_once_and_the_token_client_never(Ct ct)
    {
        await using var world = new TestWorld(build: builder => builder.AddToAllHttpClients().AddToAllHttpClients());
        var sent = new List<string>();
        world.Services.AddHttpClient("plain").ConfigurePrimaryHttpMessageHandler(() => new TestHandler(request =>
        {
            sent.Add($"{request.Headers.Authorization}");
            return new HttpResponseMessage();
        }));
        using var client = world.Provider.GetRequiredService<IHttpClientFactory>().CreateClient("plain");

        using var allowed = await client.GetAsync("https://public-api.sonetel.com/", ct);
        using var other = await client.GetAsync("https://example.net/", ct);

        Assert.That(sent, Is.EqualTo(new[] { "Bearer token-1", string.Empty }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_client_s_own_account_goes_before_that_of_all_clients(bool ownFirst, Ct ct)
    {
        var sent = new List<string>();
        await using var world = new TestWorld(build: builder =>
        {
            Named(builder.Services, "own");
            var own = () => builder.Services.AddHttpClient("own").AddSonetelAuthHandler("own").ConfigurePrimaryHttpMessageHandler(() => new TestHandler(request =>
            {
                sent.AddRange(request.Headers.GetValues("Authorization"));
                return new HttpResponseMessage();
            }));
            Action[] steps = ownFirst ? [() => own(), () => builder.AddToAllHttpClients()] : [() => builder.AddToAllHttpClients(), () => own()];
            Array.ForEach(steps, step => step());
        });
        await world.GetAsync(ct);
        using var client = world.Provider.GetRequiredService<IHttpClientFactory>().CreateClient("own");

        using var response = await client.GetAsync("https://public-api.sonetel.com/", ct);

        Assert.That(sent, Is.EqualTo(new[] { "Bearer token-2" }));
        Assert.That(world.Endpoint.Bodies[1], Does.Contain("username=own"));
    }

    [Test]
    public void One_account_serves_all_clients_and_a_second_is_told_what_to_do_instead()
    {
        var services = new ServiceCollection();
        services.AddSonetelAuth(o => o.UseSonetel("u", "p")).AddToAllHttpClients().AddToAllHttpClients();

        Assert.That(() => services.AddSonetelAuth("moov", o => o.UseMoov("k", "s", "/x")).AddToAllHttpClients(), Throws.InvalidOperationException.With.Message.Contains("'moov'").And.Message.Contains("AddSonetelAuthHandler"));
    }

    [Test]
    public async Task A_revocation_that_is_left_waiting_forgets_all_the_same(Ct ct)
    {
        await using var world = new TestWorld(options => options.RevocationEndpoint = new Uri(Revocation));
        await world.GetAsync(ct);
        world.Endpoint.Hold();
        var creating = world.Auth.CreateTokenAsync(cancellationToken: ct);
        await world.Endpoint.Arrived(ct);
        await world.Endpoint.Arrived(ct);
        using var stopping = new CancellationTokenSource();
        var revoking = world.Auth.RevokeTokenAsync(cancellationToken: stopping.Token);

        await stopping.CancelAsync();
        Assert.That(async () => await revoking, Throws.InstanceOf<OperationCanceledException>());
        world.Endpoint.Release();
        await creating;
        await world.GetAsync(ct);

        Assert.That(world.Sent.Count(sent => sent == "Bearer token-1"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_failed_revocation_names_its_own_endpoint_and_options(Ct ct)
    {
        await using var world = new TestWorld(options => options.RevocationEndpoint = new Uri("https://revoke.example.com/"));
        await world.GetAsync(ct);
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_request");

        Assert.That(async () => await world.Auth.RevokeTokenAsync(cancellationToken: ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("revoke.example.com").And.Message.Contains("RevocationFormat"));
        Assert.That(async () => await world.Auth.RevokeTokenAsync("another", cancellationToken: ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Not.Contains("forgotten"));
    }

    [Test]
    public async Task AcquireOnStartup_gets_the_token_or_fails_the_start([Values] bool works, Ct ct)
    {
        await using var world = new TestWorld(build: builder => builder.AcquireOnStartup());
        world.Endpoint.Answer = (_, _) => works ? null : FakeTokenEndpoint.Error(HttpStatusCode.Unauthorized, "unauthorized");
        var service = (IHostedLifecycleService)world.Provider.GetServices<IHostedService>().Single();

        Assert.That(async () => await service.StartingAsync(ct), works ? Throws.Nothing : Throws.InstanceOf<SonetelAuthException>());
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task RevokeOnStop_revokes_and_logs_a_failure([Values] bool works, Ct ct)
    {
        await using var world = new TestWorld(options => options.RevocationEndpoint = new Uri(Revocation), builder => builder.RevokeOnStop());
        await world.GetAsync(ct);
        world.Endpoint.Answer = (_, _) => new HttpResponseMessage(works ? HttpStatusCode.NoContent : HttpStatusCode.InternalServerError);

        await ((IHostedLifecycleService)world.Provider.GetServices<IHostedService>().Single()).StoppedAsync(ct);

        Assert.That(world.Endpoint.Bodies[1], Does.Contain("token=refresh-1"));
        Assert.That(world.Logs.Count("RevocationFailed"), Is.EqualTo(works ? 0 : 1));
    }

    [Test]
    public async Task Disposing_the_provider_ends_the_renewal_and_its_waiters(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Hold();
        var waiting = world.GetAsync(ct);
        await world.Endpoint.Arrived(ct);
        var auth = world.Auth;

        await world.Provider.DisposeAsync();

        Assert.That(async () => await waiting, Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("disposed").And.Property("IsTransient").False);
        Assert.That(async () => await auth.GetAccessTokenAsync(ct), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task An_account_with_a_store_of_its_own_keeps_its_tokens_there_alone(Ct ct)
    {
        var (own, shared) = (new MemoryTokenStore(), new MemoryTokenStore());
        await using var world = new TestWorld(build: builder =>
        {
            builder.UseTokenStore(_ => shared);
            builder.Services.AddSonetelAuth("own", options => (options.Username, options.Password) = ("own", "p")).UseTokenStore(_ => own);
        });
        var key = world.Provider.GetRequiredService<TokenManagers>().Get("own").Settings.Key;

        await world.Provider.GetRequiredService<ISonetelAuthFactory>().Get("own").GetAccessTokenAsync(ct);

        Assert.That((await own.GetAsync(key, ct))?.AccessToken?.Value, Is.EqualTo("token-1"));
        Assert.That(await shared.GetAsync(key, ct), Is.Null);
    }

    [Test]
    public async Task A_disposed_factory_gives_no_account()
    {
        await using var world = new TestWorld();
        var factory = world.Provider.GetRequiredService<ISonetelAuthFactory>();
        await world.Provider.DisposeAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => factory.Get(string.Empty), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => factory.Set("a", _ => { }), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => factory.Reload(string.Empty), Throws.InstanceOf<ObjectDisposedException>());
        }
    }

    [Test]
    public async Task A_disposed_account_sends_no_request_of_any_kind(Ct ct)
    {
        await using var world = new TestWorld(options => options.RevocationEndpoint = new Uri("https://api.sonetel.com/revoke"));
        var auth = world.Auth;
        await world.Provider.DisposeAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(async () => await auth.CreateTokenAsync(cancellationToken: ct), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(async () => await auth.CreateTokenAsync(new TokenRequest { Scope = "a" }, ct), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(async () => await auth.RevokeTokenAsync(cancellationToken: ct), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(async () => await auth.RevokeTokenAsync("any", cancellationToken: ct), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(world.Endpoint.Requests, Is.Zero);
        }
    }

    [Test]
    public async Task A_synchronous_caller_with_a_cold_cache_waits_for_the_one_renewal(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Hold();
        var callers = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () => world.Client.Send(new HttpRequestMessage(HttpMethod.Get, "/account/"), ct).StatusCode, ct, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        await world.Endpoint.Arrived(ct);

        world.Endpoint.Release();

        Assert.That(await Task.WhenAll(callers), Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
    }

    private static void Named(IServiceCollection services, string name) => services.AddSonetelAuth(name, options => (options.Username, options.Password) = (name, "p"));

    private sealed class Tenants : IConfigureNamedOptions<SonetelAuthOptions>
    {
        public bool Known { get; set; } = true;

        public string Password { get; set; } = "p";

        public bool IsAway { get; set; }

        public void Configure(SonetelAuthOptions options) => Configure(Options.DefaultName, options);

        public void Configure(string? name, SonetelAuthOptions options)
        {
            if (IsAway)
            {
                throw new TimeoutException();
            }

            if (Known && name is not null && name.StartsWith("tenant-", StringComparison.Ordinal))
            {
                (options.Username, options.Password) = (name, Password);
            }
        }
    }
}
