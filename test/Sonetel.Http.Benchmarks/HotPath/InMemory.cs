using BenchmarkDotNet.Attributes;
using Sonetel.Http.Benchmarks.Peers;

namespace Sonetel.Http.Benchmarks.HotPath;

/// <summary>What a token in the cache costs each request, over a handler in memory. Each peer stands beside its own client without a token.</summary>
public class InMemory
{
    private InMemoryServer _server = null!;
    private Contenders _contenders = null!;
    private int _next;

    [Params(Completion.AtOnce, Completion.Later)]
    public Completion Inner { get; set; }

    [GlobalSetup]
    public void SignIn()
    {
        _server = new InMemoryServer(Inner);
        _contenders = new Contenders(_server, Addresses.Api);

        // The first call of some peers is what fills their cache, and not always on this thread.
        foreach (var row in (Func<Task>[])[MemoryCache, Msal, Azure, Google, RestSharp])
        {
            row().GetAwaiter().GetResult();
        }
    }

    [GlobalCleanup]
    public void SignOut() => _contenders.Dispose();

    [Benchmark(Baseline = true), BenchmarkCategory("Handler")]
    public Task NoHandler() => Send(_contenders.NoHandler);

    [Benchmark, BenchmarkCategory("Handler")]
    public Task ConstantHeader() => Send(_contenders.ConstantHeader);

    [Benchmark, BenchmarkCategory("Handler")]
    public Task ConstantHeaderAndALook() => Send(_contenders.LookingHeader);

    [Benchmark, BenchmarkCategory("Handler")]
    public Task ConstantHeaderWith401() => Send(_contenders.AwaitingHeader);

    [Benchmark, BenchmarkCategory("Handler")]
    public Task Sonetel() => Send(_contenders.Sonetel);

    [Benchmark, BenchmarkCategory("Handler")]
    public Task SonetelEightAccounts() => Send(_contenders.Sonetel, Named());

    [Benchmark, BenchmarkCategory("Handler")]
    public Task SonetelHostNotAllowed() => Send(_contenders.Sonetel, new HttpRequestMessage(HttpMethod.Get, Addresses.Elsewhere));

    [Benchmark, BenchmarkCategory("Handler")]
    public Task MemoryCache() => Send(_contenders.MemoryCache);

    [Benchmark, BenchmarkCategory("Handler")]
    public Task Msal() => Send(_contenders.Msal);

    [Benchmark(Baseline = true), BenchmarkCategory("Address as text")]
    public Task NoHandlerTextAddress() => Send(_contenders.NoHandler, new HttpRequestMessage(HttpMethod.Get, Addresses.Text));

    [Benchmark, BenchmarkCategory("Address as text")]
    public Task SonetelTextAddress() => Send(_contenders.Sonetel, new HttpRequestMessage(HttpMethod.Get, Addresses.Text));

    [Benchmark(Baseline = true), BenchmarkCategory("Azure.Core")]
    public Task AzureWithoutToken() => _server.Answer(_contenders.AzureWithoutToken.SendAsync(Addresses.Api, default));

    [Benchmark, BenchmarkCategory("Azure.Core")]
    public Task Azure() => _server.Answer(_contenders.Azure.SendAsync(Addresses.Api, default));

    [Benchmark(Baseline = true), BenchmarkCategory("Google")]
    public Task GoogleWithoutToken() => Send(_contenders.GoogleWithoutToken);

    [Benchmark, BenchmarkCategory("Google")]
    public Task Google() => Send(_contenders.Google);

    [Benchmark(Baseline = true), BenchmarkCategory("RestSharp")]
    public Task RestSharpWithoutToken() => _server.Answer(_contenders.RestSharpWithoutToken.SendAsync(default));

    [Benchmark, BenchmarkCategory("RestSharp")]
    public Task RestSharp() => _server.Answer(_contenders.RestSharp.SendAsync(default));

    private Task<HttpResponseMessage> Send(HttpMessageInvoker invoker) => Send(invoker, new HttpRequestMessage(HttpMethod.Get, Addresses.Api));

    private Task<HttpResponseMessage> Send(HttpMessageInvoker invoker, HttpRequestMessage request) => _server.Answer(invoker.SendAsync(request, default));

    private HttpRequestMessage Named() => new HttpRequestMessage(HttpMethod.Get, Addresses.Api).UseSonetelAccount(NamedAccounts.Names[_next++ & 7]);
}
