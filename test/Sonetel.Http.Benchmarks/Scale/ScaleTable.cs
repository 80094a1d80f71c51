using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sonetel.Http.Benchmarks.Peers;

namespace Sonetel.Http.Benchmarks.Scale;

/// <summary>What many accounts with a token each cost: bytes beside the token's own text, and time to get one.</summary>
internal static class ScaleTable
{
    private const int Calls = 2_000_000;

    // What a string costs beside its characters: header, method table, length, terminator, rounded up to eight.
    private const int TokenBytes = (StubTokenEndpoint.TokenLength * sizeof(char) + 22 + 7) / 8 * 8;

    public static async Task PrintAsync()
    {
        Console.WriteLine("| accounts | bytes per account above the token's text | first token, us | ns per GetAccessTokenAsync, one account in turn | the same account |");
        Console.WriteLine("| ---: | ---: | ---: | ---: | ---: |");

        foreach (var accounts in (int[])[100, 1_000, 10_000, 100_000])
        {
            await PrintAsync(accounts);
        }
    }

    private static async Task PrintAsync(int accounts)
    {
        using var endpoint = new StubTokenEndpoint();
        await using var provider = Provider(endpoint);
        var factory = provider.GetRequiredService<ISonetelAuthFactory>();
        await factory.Get("warm@example.com").GetAccessTokenAsync();
        var names = Enumerable.Range(0, accounts).Select(number => $"user-{number}@example.com").ToArray();
        var auths = new ISonetelAuth[accounts];

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var acquiring = Stopwatch.StartNew();

        for (var i = 0; i < accounts; i++)
        {
            await factory.Get(names[i]).GetAccessTokenAsync();
        }

        acquiring.Stop();
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)accounts;

        for (var i = 0; i < accounts; i++)
        {
            auths[i] = factory.Get(names[i]);
        }

        var inTurn = await NanosecondsAsync(auths);
        var same = await NanosecondsAsync(auths[..1]);
        // The first row warms up what the others measure.
        if (accounts >= 1_000)
        {
            Console.WriteLine($"| {accounts:N0} | {bytes - TokenBytes:N0} | {acquiring.Elapsed.TotalMicroseconds / accounts:N0} | {inTurn:N0} | {same:N0} |");
        }
    }

    private static async Task<double> NanosecondsAsync(ISonetelAuth[] auths)
    {
        var watch = Stopwatch.StartNew();

        for (int call = 0, next = 0; call < Calls; call++)
        {
            await auths[next].GetAccessTokenAsync();
            next = next + 1 == auths.Length ? 0 : next + 1;
        }

        return watch.Elapsed.TotalNanoseconds / Calls;
    }

    private static ServiceProvider Provider(StubTokenEndpoint endpoint)
    {
        var services = new ServiceCollection();
        services.AddSonetelAuth(options => options.UseSonetel("default@example.com", "password")).TokenClient.ConfigurePrimaryHttpMessageHandler(() => endpoint);
        services.AddSingleton<IConfigureOptions<SonetelAuthOptions>, RunTimeAccounts>();
        return services.BuildServiceProvider();
    }
}
