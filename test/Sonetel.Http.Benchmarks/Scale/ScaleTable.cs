using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sonetel.Http.Benchmarks.Peers;
using Sonetel.Http.Benchmarks.Running;

namespace Sonetel.Http.Benchmarks.Scale;

/// <summary>What many accounts with a token each cost: bytes beside the token's own text, and time to get one.</summary>
internal static class ScaleTable
{
    private const int Calls = 2_000_000;

    // What a string costs beside its characters: header, method table, length, terminator, rounded up to eight.
    private const int TokenBytes = (StubTokenEndpoint.TokenLength * sizeof(char) + 22 + 7) / 8 * 8;

    /// <summary>Measures, prints and, unless it is a dry run, keeps the rows as data.</summary>
    public static async Task PrintAsync(bool isDry)
    {
        int[] counts = isDry ? [1_000] : [1_000, 10_000, 100_000];
        var results = new List<ScaleResult>();
        await MeasureAsync(100);
        Console.WriteLine("| accounts | bytes per account above the token's text | first token, us | ns per GetAccessTokenAsync, one account in turn | with the look-up by name |");
        Console.WriteLine("| ---: | ---: | ---: | ---: | ---: |");

        foreach (var accounts in counts)
        {
            var (bytes, first, inTurn, byName) = await MeasureAsync(accounts);
            Console.WriteLine($"| {accounts:N0} | {bytes:N0} | {first:N0} | {inTurn:N0} | {byName:N0} |");
            results.Add(new ScaleResult
            {
                Accounts = accounts,
                BytesPerAccount = Math.Round(bytes),
                TokenBytes = TokenBytes,
                InTurnNanoseconds = Math.Round(inTurn, 1),
                ByNameNanoseconds = Math.Round(byName, 1),
            });
        }

        if (!isDry)
        {
            await ResultFile.MergeAsync(ScaleResult.File, results, row => row.Key);
        }
    }

    private static async Task<(double Bytes, double First, double InTurn, double ByName)> MeasureAsync(int accounts)
    {
        using var endpoint = new StubTokenEndpoint();
        await using var provider = Provider(endpoint);
        var factory = provider.GetRequiredService<ISonetelAuthFactory>();
        using var invoker = SonetelAccounts.Invoker(provider, new WritingHandler());
        var names = Enumerable.Range(0, accounts).Select(number => $"user-{number}@example.com").ToArray();
        await SendAsync(invoker, "warm@example.com");

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var acquiring = Stopwatch.StartNew();

        foreach (var name in names)
        {
            await SendAsync(invoker, name);
        }

        acquiring.Stop();
        var bytes = ((GC.GetTotalMemory(forceFullCollection: true) - before) / (double)accounts) - TokenBytes;
        var auths = names.Select(factory.Get).ToArray();
        var inTurn = await NanosecondsAsync(accounts, next => auths[next]);
        var byName = await NanosecondsAsync(accounts, next => factory.Get(names[next]));
        return (bytes, acquiring.Elapsed.TotalMicroseconds / accounts, inTurn, byName);
    }

    private static async Task SendAsync(HttpMessageInvoker invoker, string account)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Addresses.Api).UseSonetelAccount(account);
        using var response = await invoker.SendAsync(request, default);
    }

    private static async Task<double> NanosecondsAsync(int accounts, Func<int, ISonetelAuth> account)
    {
        var watch = Stopwatch.StartNew();

        for (int call = 0, next = 0; call < Calls; call++)
        {
            await account(next).GetAccessTokenAsync();
            next = next + 1 == accounts ? 0 : next + 1;
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
