using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>One process of a fleet: calls the API until its input ends, and prints how many calls it made and how many failed.</summary>
internal static class FleetMember
{
    public static async Task<int> RunAsync(Uri emulator, string database)
    {
        var services = new ServiceCollection();
        services.AddSonetelAuth(o =>
        {
            o.UseSonetel("user@example.com", "correct-horse");
            o.TokenEndpoint = new Uri(emulator, "/SonetelAuth/beta/oauth/token");
            o.AllowedHosts.Add("127.0.0.1");
            o.FailureBackoff = TimeSpan.FromMilliseconds(200);
        }).UsePostgreSql(database, o => o.EncryptionKeys.Add(new TokenEncryptionKey("fleet", new byte[32])));
        services.AddHttpClient("api", client => client.BaseAddress = emulator).AddSonetelAuthHandler();

        await using var provider = services.BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("api");
        // Console.In reads synchronously, whatever it is asked.
        using var input = new StreamReader(Console.OpenStandardInput());
        var ended = input.ReadLineAsync();
        var (calls, failed) = (0, 0);

        while (!ended.IsCompleted)
        {
            try
            {
                using var response = await client.GetAsync("/account/");
                failed += response.IsSuccessStatusCode ? 0 : 1;
            }
            catch (HttpRequestException e)
            {
                failed++;
                await Console.Error.WriteLineAsync(e.Message);
            }

            if (calls++ == 0)
            {
                await Console.Out.WriteLineAsync("ready");
            }

            await Task.Delay(10);
        }

        await Console.Out.WriteLineAsync($"{calls} {failed}");
        return 0;
    }
}
