using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sonetel.Http.Emulator;
using Sonetel.Http.IntegrationTests.Readme;

namespace Sonetel.Http.IntegrationTests;

/// <summary>The READMEs' code, compiled and run. What needs a database is in the folder Readme.</summary>
[CancelAfter(30_000)]
public sealed class ReadmeTests
{
    [Test]
    public async Task The_first_lines(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        var (services, username, password) = ReadmeWorld.Begin(emulator);

        services.AddSonetelAuth(o =>
        {
            o.Username = username;
            o.Password = password;
        });
        services.AddHttpClient<AccountClient>(c => c.BaseAddress = new Uri("https://public-api.sonetel.com"))
            .AddSonetelAuthHandler();

        services.PointAt(emulator);
        services.AddHttpClient<AccountClient>(c => c.BaseAddress = emulator.BaseAddress);
        await using var provider = services.BuildServiceProvider();
        Assert.That(await provider.GetRequiredService<AccountClient>().GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Each_system_by_its_preset(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        var (services, username, password) = ReadmeWorld.Begin(emulator);
        var (tokenId, token) = (emulator.Options.TokenId, emulator.Options.PersonalAccessToken);
        var (clientId, clientSecret) = (emulator.Options.ClientId, emulator.Options.ClientSecret);
        var (host, refreshToken) = ("dm.example.com", emulator.GiveSipgateRefreshToken());

        // Sonetel: password grant, lifetimes from the JWT.
        services.AddSonetelAuth("sonetel", o => o.UseSonetel(username, password));

        // sipgate by personal access token: HTTP Basic on each request, nothing to renew.
        services.AddSonetelAuth("sipgate", o => o.UseSipgate(tokenId, token));

        // sipgate by OAuth: starts from a refresh token, which rotates. Keep it in a store that outlives the process.
        services.AddSonetelAuth("sipgate-oauth", o => o.UseSipgateOAuth(clientId, clientSecret, refreshToken));

        // Laravel Passport: password grant as JSON, Accept: application/json on each request.
        services.AddSonetelAuth("passport", o => o.UsePassport(host, clientId, clientSecret, username, password));

        // Moov: client credentials, an Origin on each request, revocation.
        services.AddSonetelAuth("moov", o =>
        {
            o.UseMoov(clientId, clientSecret, "/accounts.read");
            o.RequestHeaders["X-Moov-Version"] = "v2026.07.00";
        });

        (string Account, EmulatedSystem System, string Path)[] systems =
        [
            ("sonetel", EmulatedSystem.Sonetel, "/account/"),
            ("sipgate", EmulatedSystem.Sipgate, "/v2/account"),
            ("sipgate-oauth", EmulatedSystem.Sipgate, "/v2/account"),
            ("passport", EmulatedSystem.Passport, "/api/user"),
            ("moov", EmulatedSystem.Moov, "/accounts"),
        ];
        Array.ForEach(systems, system => services.PointAt(emulator, system.Account, system.System));
        services.AddHttpClient("api", c => c.BaseAddress = emulator.BaseAddress).AddSonetelAuthHandler();
        await using var provider = services.BuildServiceProvider();

        foreach (var (account, _, path) in systems)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path).UseSonetelAccount(account);
            using var response = await provider.Client("api").SendAsync(request, ct);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), account);
        }
    }

    [Test]
    public async Task Any_other_server(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        emulator.Switches.DemandsOrigin = false;
        var services = new ServiceCollection();
        var (clientId, clientSecret) = (emulator.Options.ClientId, emulator.Options.ClientSecret);

        services.AddSonetelAuth("billing", o =>
        {
            o.UseOAuth(new Uri("https://login.example.com/connect/token"), "billing.example.com");
            (o.ClientId, o.ClientSecret, o.Scope) = (clientId, clientSecret, "invoices");
        });
        services.AddHttpClient<BillingClient>(c => c.BaseAddress = new Uri("https://billing.example.com"))
            .AddSonetelAuthHandler("billing");

        services.PostConfigure<SonetelAuthOptions>("billing", o => o.Scope = "/accounts.read");
        services.PointAt(emulator, "billing", EmulatedSystem.Moov);
        services.AddHttpClient<BillingClient>(c => c.BaseAddress = emulator.BaseAddress);
        await using var provider = services.BuildServiceProvider();
        Assert.That(await provider.GetRequiredService<BillingClient>().GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Many_accounts(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        var (services, username, password) = ReadmeWorld.Begin(emulator);
        var api = emulator.BaseAddress;
        services.AddSonetelAuth("sonetel", o => o.UseSonetel(username, password));
        services.PointAt(emulator, "sonetel");

        services.AddHttpClient("tenants", c => c.BaseAddress = api).AddSonetelAuthHandler();

        await using var provider = services.BuildServiceProvider();
        using var client = provider.Client("tenants");

        using var request = new HttpRequestMessage(HttpMethod.Get, "account/").UseSonetelAccount("sonetel");
        using var response = await client.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        ct.ThrowIfCancellationRequested();
    }

    [Test]
    public void An_account_is_there_from_Set_to_Remove()
    {
        var (services, username, password) = (new ServiceCollection(), "user@example.com", "correct-horse");
        services.AddSonetelAuth(o => o.UseSonetel(username, password));
        using var provider = services.BuildServiceProvider();

        var accounts = provider.GetRequiredService<ISonetelAuthFactory>();
        accounts.Set("tenant-42", o => o.UseSonetel(username, password));

        Assert.That(() => accounts.Get("tenant-42"), Throws.Nothing);

        accounts.Remove("tenant-42");

        Assert.That(() => accounts.Get("tenant-42"), Throws.InvalidOperationException);
    }

    [Test]
    public async Task A_tenant_is_found_when_its_first_request_comes(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        var (services, username, password) = ReadmeWorld.Begin(emulator);
        var tenants = new TenantCatalog();
        services.AddSingleton(tenants).AddSonetelAuth(o => o.UseSonetel(username, password));
        services.PointAt(emulator, "tenant-42");

        services.AddSingleton<IConfigureOptions<SonetelAuthOptions>, TenantOptions>();

        await using var provider = services.BuildServiceProvider();
        tenants.Add("tenant-42", username, password);
        var auth = provider.GetRequiredService<ISonetelAuthFactory>().Get("tenant-42");
        Assert.That((await auth.GetAccessTokenAsync(ct)).Value, Is.Not.Empty);
    }

    [Test]
    public async Task Configuration_and_the_token_itself(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        var (services, username, password) = ReadmeWorld.Begin(emulator);
        var settings = new Dictionary<string, string?>
        {
            ["Sonetel:Username"] = username,
            ["Sonetel:Password"] = password,
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

        services.AddSonetelAuth("configured", configuration.GetSection("Sonetel"));

        services.PointAt(emulator, "configured");
        services.AddSonetelAuth(o => o.UseSonetel(username, password));
        services.PointAt(emulator);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredKeyedService<ISonetelAuth>("configured").GetAccessTokenAsync(ct);

        var auth = provider.GetRequiredService<ISonetelAuth>();
        var token = await auth.GetAccessTokenAsync();
        var decoded = await auth.GetDecodedTokenAsync();
        Console.WriteLine($"account {decoded.AccountId}, until {token.ExpiresAt:u}");

        Assert.That(decoded.AccountId, Is.EqualTo("503312345"));
    }

    [Test]
    public async Task Hidden_refusals(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        emulator.Switches.HidesUnauthorized = true;
        var (services, username, password) = ReadmeWorld.Begin(emulator);

        services.AddSonetelAuth(o =>
        {
            o.UseSonetel(username, password);
            o.IsRefusal = async (response, cancellationToken) =>
            {
                if (response.Content.Headers.ContentType?.MediaType is not "application/json")
                {
                    return false;
                }

                await response.Content.LoadIntoBufferAsync(cancellationToken);
                var answer = await response.Content.ReadAsStringAsync(cancellationToken);
                return answer.Contains("\"failed\"") && answer.Contains("not authorized");
            };
        });

        services.PointAt(emulator);
        services.AddHttpClient("api", c => c.BaseAddress = emulator.BaseAddress).AddSonetelAuthHandler();
        await using var provider = services.BuildServiceProvider();

        for (var call = 0; call < 2; call++)
        {
            Assert.That(await provider.Client("api").GetStringAsync("/account/", ct), Does.Contain("success"));
            emulator.RevokeAllTokens();
        }

        Assert.That(emulator.Counters.TokenRequests, Is.EqualTo(2));
    }

    [Test]
    public async Task Without_a_container(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        var (_, username, password) = ReadmeWorld.Begin(emulator);

        using var client = new HttpClient(SonetelAuthHandler.Create(o => o.UseSonetel(username, password)));

        // Sonetel itself is not asked: the emulator's host is none of Sonetel's, so no token goes there.
        using var response = await client.GetAsync(new Uri(emulator.BaseAddress, "account/"), ct);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(emulator.ApiRequests.Single().Headers, Does.Not.ContainKey("Authorization"));
    }

    [Test]
    public async Task The_token_client(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        var (services, username, password) = ReadmeWorld.Begin(emulator);
        var proxy = (IWebProxy?)null;

        services.AddSonetelAuth(o => o.UseSonetel(username, password))
            .AcquireOnStartup()
            .TokenClient.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { Proxy = proxy });

        services.PointAt(emulator);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<ISonetelAuth>().GetAccessTokenAsync(ct);
        Assert.That(emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task Testing_your_app(Ct ct)
    {
        var services = new ServiceCollection();

        await using var emulator = await SonetelEmulator.StartAsync();
        services.AddSonetelAuth(o =>
        {
            o.UseSonetel(emulator.Options.Username, emulator.Options.Password);
            o.TokenEndpoint = emulator.TokenEndpoint;
            o.AllowedHosts.Add("127.0.0.1");
        });

        emulator.TokenFaults.Next(Fault.Status(503));
        emulator.RevokeAllTokens();
        emulator.Switches.AccessTokenLifetime = TimeSpan.FromSeconds(5);

        await using var provider = services.BuildServiceProvider();
        var token = await provider.GetRequiredService<ISonetelAuth>().GetAccessTokenAsync(ct);
        Assert.That(token.ExpiresAt, Is.LessThan(DateTimeOffset.UtcNow.AddSeconds(6)));
        Assert.That(emulator.Counters.TokenRequests, Is.EqualTo(2));
    }

    [Test]
    public async Task A_handler_of_ones_own_before_it_is_replaced(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        var services = new ServiceCollection();
        services.AddSingleton(emulator);

        services.AddSingleton<TokenCache>();
        services.AddTransient<TokenHandler>();
        services.AddHttpClient<AccountClient>(c => c.BaseAddress = new Uri("https://public-api.sonetel.com"))
            .AddHttpMessageHandler<TokenHandler>();

        services.AddHttpClient<AccountClient>(c => c.BaseAddress = emulator.BaseAddress);
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<AccountClient>();
        Assert.That(await client.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await client.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(emulator.Counters.TokenRequests, Is.EqualTo(1));
    }
}
