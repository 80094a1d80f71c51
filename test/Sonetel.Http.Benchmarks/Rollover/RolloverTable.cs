using System.Diagnostics;
using Sonetel.Http.Benchmarks.Peers;
using Sonetel.Http.Benchmarks.Running;

namespace Sonetel.Http.Benchmarks.Rollover;

/// <summary>Steady traffic while tokens of two seconds run out and the endpoint takes half a second for each: what the pipeline adds.</summary>
internal static class RolloverTable
{
    /// <summary>Measures, prints and, unless it is a dry run, keeps the rows as data.</summary>
    public static async Task PrintAsync(bool isDry)
    {
        var duration = TimeSpan.FromSeconds(isDry ? 3 : 30);
        Console.WriteLine("| client | requests | token requests | waited over 20 ms | p50, ms | p99, ms | p99.9, ms | maximum, ms |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");

        var ours = await PrintAsync("Sonetel.Http", duration, endpoint =>
        {
            var invoker = SonetelAccounts.Invoker(SonetelAccounts.Provider(endpoint), new ArrivalHandler());
            return () => invoker.SendAsync(Request(), default);
        });
        var byHand = await PrintAsync("SemaphoreSlim + IMemoryCache", duration, endpoint =>
        {
            var invoker = new HttpMessageInvoker(new MemoryCacheTokenHandler(new TokenClient(endpoint)) { InnerHandler = new ArrivalHandler() });
            return () => invoker.SendAsync(Request(), default);
        });
        var azure = await PrintAsync("Azure.Core", duration, endpoint =>
        {
            var pipeline = new AzurePipeline(new ArrivalHandler(), new StubCredential(new TokenClient(endpoint)));
            return () => pipeline.SendAsync(Addresses.Api, default);
        });

        if (!isDry)
        {
            await ResultFile.MergeAsync(RolloverResult.File, [ours, byHand, azure], row => row.Client);
        }
    }

    private static async Task<RolloverResult> PrintAsync(string name, TimeSpan duration, Func<StubTokenEndpoint, Func<Task>> create)
    {
        var endpoint = new StubTokenEndpoint { LifetimeSeconds = 2, Delay = TimeSpan.FromMilliseconds(500) };
        var send = create(endpoint);
        // The first request of all has nothing to go out with.
        await ArrivalHandler.MeasureAsync(send);

        var pending = new List<Task<TimeSpan>>();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        var watch = Stopwatch.StartNew();

        while (watch.Elapsed < duration && await pace.WaitForNextTickAsync())
        {
            pending.Add(ArrivalHandler.MeasureAsync(send));
        }

        var waits = await Task.WhenAll(pending);
        Array.Sort(waits);
        var result = RolloverResult.Of(name, waits);
        var shares = $"{At(waits, 0.5)} | {At(waits, 0.99)} | {At(waits, 0.999)} | {At(waits, 1)}";
        Console.WriteLine($"| {name} | {waits.Length:N0} | {endpoint.Requests} | {result.Waited:N0} | {shares} |");
        return result;
    }

    private static string At(TimeSpan[] sorted, double share) => $"{RolloverResult.At(sorted, share):N2}";

    private static HttpRequestMessage Request() => new(HttpMethod.Get, Addresses.Api);
}
