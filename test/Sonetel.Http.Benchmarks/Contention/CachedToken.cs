using BenchmarkDotNet.Attributes;
using Sonetel.Http.Benchmarks.HotPath;
using Sonetel.Http.Benchmarks.Peers;

namespace Sonetel.Http.Benchmarks.Contention;

/// <summary>Many callers on one cached token. The mean is the time that one core takes for one request: it stays what it is for one caller, or callers get into
/// each other's way.</summary>
public class CachedToken
{
    private const int RequestsPerCore = 64 * 1_024;

    private Contenders _contenders = null!;

    [Params(1, 2, 8, 64)]
    public int Callers { get; set; }

    [GlobalSetup]
    public void SignIn() => _contenders = new Contenders(new InMemoryServer(Completion.AtOnce), Addresses.Api);

    [GlobalCleanup]
    public void SignOut() => _contenders.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = RequestsPerCore)]
    public Task NoHandler() => Call(_contenders.NoHandler);

    [Benchmark(OperationsPerInvoke = RequestsPerCore)]
    public Task Sonetel() => Call(_contenders.Sonetel);

    [Benchmark(OperationsPerInvoke = RequestsPerCore)]
    public Task MemoryCache() => Call(_contenders.MemoryCache);

    private Task Call(HttpMessageInvoker invoker) => Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
    {
        for (var request = 0; request < RequestsPerCore * Math.Min(Callers, Environment.ProcessorCount) / Callers; request++)
        {
            await invoker.SendAsync(new HttpRequestMessage(HttpMethod.Get, Addresses.Api), default);
        }
    })));
}
