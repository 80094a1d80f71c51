using BenchmarkDotNet.Attributes;
using Sonetel.Http.Benchmarks.Peers;

namespace Sonetel.Http.Benchmarks.HotPath;

/// <summary>The same with <c>HttpClient.Send</c>, which few peers support.</summary>
public class Synchronous
{
    private Contenders _contenders = null!;

    [GlobalSetup]
    public void SignIn() => _contenders = new Contenders(new InMemoryServer(Completion.AtOnce), Addresses.Api);

    [GlobalCleanup]
    public void SignOut() => _contenders.Dispose();

    [Benchmark(Baseline = true)]
    public HttpResponseMessage NoHandler() => Send(_contenders.NoHandler);

    [Benchmark]
    public HttpResponseMessage ConstantHeader() => Send(_contenders.ConstantHeader);

    [Benchmark]
    public HttpResponseMessage Sonetel() => Send(_contenders.Sonetel);

    private static HttpResponseMessage Send(HttpMessageInvoker invoker) => invoker.Send(new HttpRequestMessage(HttpMethod.Get, Addresses.Api), default);
}
