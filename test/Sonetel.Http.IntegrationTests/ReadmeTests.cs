using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests;

/// <summary>The README's code, compiled and run.</summary>
[CancelAfter(30_000)]
public sealed class ReadmeTests
{
    private static readonly string[] Fences = ["```csharp\n"];

    [Test]
    public async Task Quick_start(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync();
        var (services, username, password) = (new ServiceCollection(), emulator.Options.Username, emulator.Options.Password);

        services.AddSonetelAuth(o =>
        {
            o.Username = username;
            o.Password = password;
        });
        services.AddHttpClient<AccountClient>(c => c.BaseAddress = new Uri("https://public-api.sonetel.com"))
            .AddSonetelAuthHandler();

        PointAt(services, emulator, string.Empty, emulator.TokenEndpoint);
        services.AddHttpClient<AccountClient>(c => c.BaseAddress = emulator.BaseAddress);
        await using var provider = services.BuildServiceProvider();
        Assert.That(await provider.GetRequiredService<AccountClient>().GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Each_system_by_its_preset(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync();
        var services = new ServiceCollection();
        var (username, password, tokenId, token) = (emulator.Options.Username, emulator.Options.Password, emulator.Options.TokenId, emulator.Options.PersonalAccessToken);
        var (clientId, clientSecret, host, refreshToken) = (emulator.Options.ClientId, emulator.Options.ClientSecret, "dm.example.com", emulator.GiveSipgateRefreshToken());

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

        PointAt(services, emulator, "sonetel", emulator.TokenEndpoint);
        PointAt(services, emulator, "sipgate", emulator.TokenEndpoint);
        PointAt(services, emulator, "sipgate-oauth", new Uri(emulator.BaseAddress, "/auth/realms/third-party/protocol/openid-connect/token"));
        PointAt(services, emulator, "passport", new Uri(emulator.BaseAddress, "/oauth/token"));
        PointAt(services, emulator, "moov", new Uri(emulator.BaseAddress, "/oauth2/token"));

        services.AddHttpClient("api", c => c.BaseAddress = emulator.BaseAddress).AddSonetelAuthHandler();
        await using var provider = services.BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("api");

        foreach (var (account, path) in new[] { ("sonetel", "/account/"), ("sipgate", "/v2/account"), ("sipgate-oauth", "/v2/account"), ("passport", "/api/user"), ("moov", "/accounts") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path).UseSonetelAccount(account);
            using var response = await client.SendAsync(request, ct);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), account);
        }
    }

    [Test]
    public async Task Many_accounts(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync();
        var (services, api) = (new ServiceCollection(), emulator.BaseAddress);
        services.AddSonetelAuth("sonetel", o => o.UseSonetel(emulator.Options.Username, emulator.Options.Password));
        PointAt(services, emulator, "sonetel", emulator.TokenEndpoint);

        services.AddHttpClient("tenants", c => c.BaseAddress = api).AddSonetelAuthHandler();

        await using var provider = services.BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("tenants");

        using var request = new HttpRequestMessage(HttpMethod.Get, "account/").UseSonetelAccount("sonetel");
        using var response = await client.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        ct.ThrowIfCancellationRequested();
    }

    [Test]
    public async Task Configuration_and_the_token_itself(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync();
        var services = new ServiceCollection();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Sonetel:Username"] = emulator.Options.Username,
            ["Sonetel:Password"] = emulator.Options.Password,
        }).Build();

        services.AddSonetelAuth("configured", configuration.GetSection("Sonetel"));

        PointAt(services, emulator, "configured", emulator.TokenEndpoint);
        services.AddSonetelAuth(o => o.UseSonetel(emulator.Options.Username, emulator.Options.Password));
        PointAt(services, emulator, string.Empty, emulator.TokenEndpoint);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredKeyedService<ISonetelAuth>("configured").GetAccessTokenAsync(ct);

        var auth = provider.GetRequiredService<ISonetelAuth>();
        var token = await auth.GetAccessTokenAsync();
        var decoded = await auth.GetDecodedTokenAsync();
        Console.WriteLine($"account {decoded.AccountId}, until {token.ExpiresAt:u}");

        Assert.That(decoded.AccountId, Is.EqualTo("503312345"));
    }

    [Test]
    public async Task Refusals_that_do_not_look_like_one(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync();
        emulator.Switches.HidesUnauthorized = true;
        var (services, username, password) = (new ServiceCollection(), emulator.Options.Username, emulator.Options.Password);

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

        PointAt(services, emulator, string.Empty, emulator.TokenEndpoint);
        services.AddHttpClient("api", c => c.BaseAddress = emulator.BaseAddress).AddSonetelAuthHandler();
        await using var provider = services.BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("api");

        for (var call = 0; call < 2; call++)
        {
            Assert.That(await client.GetStringAsync("/account/", ct), Does.Contain("success"));
            emulator.RevokeAllTokens();
        }

        Assert.That(emulator.Counters.TokenRequests, Is.EqualTo(2));
    }

    [Test]
    public async Task The_token_client(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync();
        var (services, username, password, proxy) = (new ServiceCollection(), emulator.Options.Username, emulator.Options.Password, (IWebProxy?)null);

        services.AddSonetelAuth(o => o.UseSonetel(username, password))
            .AcquireOnStartup()
            .TokenClient.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { Proxy = proxy });

        PointAt(services, emulator, string.Empty, emulator.TokenEndpoint);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<ISonetelAuth>().GetAccessTokenAsync(ct);
        Assert.That(emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task Testing_your_own_app(Ct ct)
    {
        var services = new ServiceCollection();

        await using var emulator = await SonetelEmulator.StartAsync();
        services.AddSonetelAuth(o =>
        {
            o.UseSonetel(emulator.Options.Username, emulator.Options.Password);
            o.TokenEndpoint = emulator.TokenEndpoint;
            o.AllowedHosts.Add("127.0.0.1");
        });

        await using var provider = services.BuildServiceProvider();
        Assert.That((await provider.GetRequiredService<ISonetelAuth>().GetAccessTokenAsync(ct)).Value, Is.Not.Empty);
    }

    [Test]
    public async Task A_fleet(Ct ct)
    {
        await using var database = await Fleet.PostgreSqlServer.StartAsync();
        await using var emulator = await SonetelEmulator.StartAsync();
        var (services, username, password) = (new ServiceCollection(), emulator.Options.Username, emulator.Options.Password);
        var (connectionString, key) = (database.ConnectionString, RandomNumberGenerator.GetBytes(32));

        services.AddSonetelAuth(o => o.UseSonetel(username, password))
            .UsePostgreSql(connectionString, o => o.EncryptionKeys.Add(new TokenEncryptionKey("2026-11", key)));

        PointAt(services, emulator, string.Empty, emulator.TokenEndpoint);

        for (var process = 0; process < 2; process++)
        {
            await using var provider = services.BuildServiceProvider();
            await provider.GetRequiredService<ISonetelAuth>().GetAccessTokenAsync(ct);
        }

        Assert.That(emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [Test]
    public void All_code_in_the_README_stands_in_these_tests_and_its_SQL_is_the_library_s()
    {
        var root = Root();
        var readme = File.ReadAllText(Path.Combine(root, "README.md"));
        var tests = Squeezed(File.ReadAllText(Path.Combine(root, "test/Sonetel.Http.IntegrationTests/ReadmeTests.cs")));
        var blocks = readme.Split(Fences, StringSplitOptions.None).Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)]).ToArray();

        // A blank line within a block stands for what the test does between.
        Assert.That(blocks.SelectMany(block => block.Split("\n\n")).Select(Squeezed), Has.All.Matches<string>(part => tests.Contains(part, StringComparison.Ordinal)));
        Assert.That(blocks, Has.Length.GreaterThan(8));
        Assert.That(Squeezed(readme), Does.Contain(Squeezed(Sonetel.Http.PostgreSql.PostgreSqlTokenTable.Sql())));
    }

    [Test]
    public void Each_system_takes_five_lines_or_fewer_in_the_README()
    {
        var readme = File.ReadAllText(Path.Combine(Root(), "README.md"));
        var section = readme[readme.IndexOf("### Other systems", StringComparison.Ordinal)..readme.IndexOf("### Many accounts", StringComparison.Ordinal)];
        var systems = section.Split(Fences, StringSplitOptions.None).Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)]).ToArray();

        Assert.That(systems, Has.Length.EqualTo(5));
        Assert.That(systems.Select(block => block.Split('\n').Count(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))), Is.All.LessThanOrEqualTo(5));
    }

    [Test]
    public void The_JSON_of_the_README_is_a_configuration_that_works()
    {
        var readme = File.ReadAllText(Path.Combine(Root(), "README.md"));
        var json = readme[(readme.IndexOf("```json", StringComparison.Ordinal) + 7)..];
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json[..json.IndexOf("```", StringComparison.Ordinal)]));
        var configuration = new ConfigurationBuilder().AddJsonStream(stream).Build();
        using var provider = new ServiceCollection().AddSonetelAuth(configuration.GetSection("Sonetel")).Services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<SonetelAuthOptions>>().Value;

        Assert.That((options.Username, options.RefreshAhead, options.AllowedHosts.Single()), Is.EqualTo(("…", TimeSpan.FromMinutes(5), "public-api.sonetel.com")));
    }

    private static void PointAt(IServiceCollection services, SonetelEmulator emulator, string account, Uri endpoint) => services.PostConfigure<SonetelAuthOptions>(account, o =>
    {
        o.TokenEndpoint = endpoint;
        o.AllowedHosts.Add(emulator.BaseAddress.Authority);
    });

    private static string Squeezed(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);

        while (!File.Exists(Path.Combine(folder.FullName, "Sonetel.Http.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    private sealed class AccountClient(HttpClient http)
    {
        public async Task<HttpStatusCode> GetAsync(Ct ct) => (await http.GetAsync("account/", ct)).StatusCode;
    }
}
