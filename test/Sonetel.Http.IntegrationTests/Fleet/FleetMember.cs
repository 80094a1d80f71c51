using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Sonetel.Http.PostgreSql;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>
/// One process of a fleet: calls the API until its input ends. Prints each call that fails, and in the end how many it made.
/// </summary>
internal static class FleetMember
{
    public static async Task<int> RunAsync(MemberSettings settings)
    {
        await using var provider = Services(settings).BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("api");
        var path = settings.RefreshToken is null ? "/account/" : "/v2/account";

        // Console.In reads synchronously, whatever it is asked.
        using var input = new StreamReader(Console.OpenStandardInput());
        var ended = input.ReadLineAsync();
        var calls = 0;

        while (!ended.IsCompleted)
        {
            if (await FailureAsync(client, path) is { } why)
            {
                Print($"failed {DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()} {why}");
            }

            if (calls++ == 0)
            {
                Print($"ready");
            }

            await Task.Delay(30);
        }

        Print($"ended {calls}");
        return 0;
    }

    private static ServiceCollection Services(MemberSettings settings)
    {
        var services = new ServiceCollection();
        var account = services.AddSonetelAuth(options => Configure(options, settings));
        _ = settings.UsesRedis
            ? account.UseRedis(settings.Database, options => options.StorePlainText = true)
            : account.UsePostgreSql(settings.Database, options => Protect(options, settings.Keys));
        account.TokenClient.ConfigureHttpClient(client => client.DefaultRequestHeaders.UserAgent.ParseAdd(settings.Name));
        services.AddHttpClient("api", client => client.BaseAddress = settings.Emulator).AddSonetelAuthHandler();
        return services;
    }

    private static void Configure(SonetelAuthOptions options, MemberSettings settings)
    {
        if (settings.RefreshToken is { } token)
        {
            options.UseSipgateOAuth("client-1", "client-secret-1", token);
        }
        else
        {
            options.UseSonetel("user@example.com", "correct-horse");
        }

        options.TokenEndpoint = new Uri(settings.Emulator, options.TokenEndpoint.AbsolutePath);
        options.AllowedHosts.Add("127.0.0.1");
        (options.FailureBackoff, options.MaxFailureBackoff) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2));
    }

    private static void Protect(PostgreSqlTokenStoreOptions options, string[] keys)
    {
        options.StorePlainText = keys.Length == 0;

        foreach (var key in keys)
        {
            options.EncryptionKeys.Add(new TokenEncryptionKey(key, SHA256.HashData(Encoding.UTF8.GetBytes(key))));
        }
    }

    private static async Task<string?> FailureAsync(HttpClient client, string path)
    {
        try
        {
            using var response = await client.GetAsync(path);
            return response.IsSuccessStatusCode ? null : $"{(int)response.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return e.Message.ReplaceLineEndings(" ");
        }
    }

    private static void Print(FormattableString line) =>
        Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
