using BenchmarkDotNet.Attributes;

namespace Sonetel.Http.Benchmarks.HotPath;

/// <summary>The same over Kestrel on loopback; the bytes are the server's too.</summary>
public class Loopback
{
    private LoopbackServer _server = null!;
    private Contenders _contenders = null!;

    [GlobalSetup]
    public void SignIn()
    {
        _server = new LoopbackServer();
        _contenders = new Contenders(_server.Client, _server.Address);
    }

    [GlobalCleanup]
    public void SignOut()
    {
        _contenders.Dispose();
        _server.Dispose();
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Handler")]
    public Task NoHandler() => Send(_contenders.NoHandler);

    [Benchmark, BenchmarkCategory("Handler")]
    public Task ConstantHeader() => Send(_contenders.ConstantHeader);

    [Benchmark, BenchmarkCategory("Handler")]
    public Task ConstantHeaderWith401() => Send(_contenders.AwaitingHeader);

    [Benchmark, BenchmarkCategory("Handler")]
    public Task Sonetel() => Send(_contenders.Sonetel);

    [Benchmark, BenchmarkCategory("Handler")]
    public void SonetelSend()
    {
        using var response = _contenders.Sonetel.Send(new HttpRequestMessage(HttpMethod.Get, _server.Address), default);
        response.Content.CopyTo(Stream.Null, null, default);
    }

    [Benchmark, BenchmarkCategory("Handler")]
    public Task MemoryCache() => Send(_contenders.MemoryCache);

    [Benchmark, BenchmarkCategory("Handler")]
    public Task Msal() => Send(_contenders.Msal);

    [Benchmark(Baseline = true), BenchmarkCategory("Azure.Core")]
    public Task AzureWithoutToken() => _contenders.AzureWithoutToken.SendAsync(_server.Address, default);

    [Benchmark, BenchmarkCategory("Azure.Core")]
    public Task Azure() => _contenders.Azure.SendAsync(_server.Address, default);

    [Benchmark(Baseline = true), BenchmarkCategory("Google")]
    public Task GoogleWithoutToken() => Send(_contenders.GoogleWithoutToken);

    [Benchmark, BenchmarkCategory("Google")]
    public Task Google() => Send(_contenders.Google);

    [Benchmark(Baseline = true), BenchmarkCategory("RestSharp")]
    public Task RestSharpWithoutToken() => _contenders.RestSharpWithoutToken.SendAsync(default);

    [Benchmark, BenchmarkCategory("RestSharp")]
    public Task RestSharp() => _contenders.RestSharp.SendAsync(default);

    private async Task Send(HttpMessageInvoker invoker)
    {
        using var response = await invoker.SendAsync(new HttpRequestMessage(HttpMethod.Get, _server.Address), default);
        await response.Content.CopyToAsync(Stream.Null);
    }
}
