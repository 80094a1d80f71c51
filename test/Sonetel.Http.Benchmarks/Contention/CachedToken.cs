using BenchmarkDotNet.Attributes;
using Sonetel.Http.Benchmarks.HotPath;
using Sonetel.Http.Benchmarks.Peers;

namespace Sonetel.Http.Benchmarks.Contention;

/// <summary>Many callers on one cached token. The mean is over all callers, so that it falls with each core that helps, and rises where they get into each
/// other's way.</summary>
public class CachedToken
{
    private const int Requests = 64 * 1_024;

    private Contenders _contenders = null!;

    [Params(1, 2, 8, 64)]
    public int Callers { get; set; }

    [GlobalSetup]
    public void SignIn() => _contenders = new Contenders(new InMemoryServer(Completion.AtOnce), Addresses.Api);

    [GlobalCleanup]
    public void SignOut() => _contenders.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = Requests)]
    public Task NoHandler() => Call(_contenders.NoHandler);

    [Benchmark(OperationsPerInvoke = Requests)]
    public Task Sonetel() => Call(_contenders.Sonetel);

    [Benchmark(OperationsPerInvoke = Requests)]
    public Task MemoryCache() => Call(_contenders.MemoryCache);

    private Task Call(HttpMessageInvoker invoker) => Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
    {
        for (var request = 0; request < Requests / Callers; request++)
        {
            await invoker.SendAsync(new HttpRequestMessage(HttpMethod.Get, Addresses.Api), default);
        }
    })));
}
