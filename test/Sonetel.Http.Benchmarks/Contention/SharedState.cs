using System.Net;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Sonetel.Http.Benchmarks.Peers;

namespace Sonetel.Http.Benchmarks.Contention;

/// <summary>Many callers on one cached token, and nothing else that they share: each keeps its message and its answer, so that next to nothing is left to the
/// garbage collector, which stops all of them for what one allocates.</summary>
public class SharedState
{
    private const int CallsPerCore = 256 * 1_024;

    private readonly StubTokenEndpoint _endpoint = new();
    private ServiceProvider _provider = null!;
    private ISonetelAuth _account = null!;

    [Params(1, 2, 8, 64)]
    public int Callers { get; set; }

    // Blocks, because the in-process toolchain does not await a set-up: the callers would begin before the token is there.
    [GlobalSetup]
    public void SignIn()
    {
        _provider = SonetelAccounts.Provider(_endpoint);
        _account = _provider.GetRequiredService<ISonetelAuth>();
        _account.GetAccessTokenAsync().AsTask().GetAwaiter().GetResult();
    }

    [GlobalCleanup]
    public void SignOut()
    {
        _provider.Dispose();
        _endpoint.Dispose();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = CallsPerCore)]
    public Task NoHandler() => Call(() => Sender(new HttpMessageInvoker(new KeptAnswer())));

    [Benchmark(OperationsPerInvoke = CallsPerCore)]
    public Task Sonetel() => Call(() => Sender(SonetelAccounts.Invoker(_provider, new KeptAnswer())));

    [Benchmark(OperationsPerInvoke = CallsPerCore)]
    public Task GetAccessToken() => Call(() => () => _account.GetAccessTokenAsync().IsCompletedSuccessfully);

    private static Func<bool> Sender(HttpMessageInvoker invoker)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Addresses.Api);
        return () =>
        {
            // As new: a header that is there already is an outer retry's.
            request.Headers.Authorization = null;
            return invoker.SendAsync(request, default).IsCompletedSuccessfully;
        };
    }

    private Task Call(Func<Func<bool>> caller) => Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() =>
    {
        var call = caller();

        for (var calls = CallsPerCore * Math.Min(Callers, Environment.ProcessorCount) / Callers; calls > 0; calls--)
        {
            if (!call())
            {
                throw new InvalidOperationException("The token was not there.");
            }
        }
    })));

    private sealed class KeptAnswer : HttpMessageHandler
    {
        private readonly Task<HttpResponseMessage> _answer = Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken) => _answer;
    }
}
