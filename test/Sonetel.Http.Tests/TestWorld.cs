using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http.Tests;

/// <summary>One test's own world: a clock, a token endpoint, an API, and the library between them.</summary>
internal sealed class TestWorld : IAsyncDisposable
{
    private readonly Lazy<ServiceProvider> _provider;

    public TestWorld(Action<SonetelAuthOptions>? configure = null, Action<SonetelAuthBuilder>? build = null, IConfiguration? configuration = null)
    {
        Services.AddSingleton<TimeProvider>(_ => Time).AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        var builder = configuration is not null ? Services.AddSonetelAuth(configuration) : Services.AddSonetelAuth(options =>
        {
            options.Username = "user@example.com";
            options.Password = "password-0";
            configure?.Invoke(options);
        });
        builder.TokenClient.ConfigurePrimaryHttpMessageHandler(() => Endpoint.Handler);
        Services.AddHttpClient("api").AddSonetelAuthHandler().ConfigurePrimaryHttpMessageHandler(() => ApiHandler);
        build?.Invoke(builder);
        _provider = new Lazy<ServiceProvider>(() => Services.BuildServiceProvider());
    }

    public ServiceCollection Services { get; } = new();

    public FakeTime Time { get; init; } = new();

    public FakeTokenEndpoint Endpoint { get; init; } = new();

    public LogLines Logs { get; } = new();

    public ServiceProvider Provider => _provider.Value;

    /// <summary>The default account's key in a store.</summary>
    public string Key => Provider.GetRequiredService<TokenManagers>().Get(string.Empty).Settings.Key;

    public ISonetelAuth Auth => Provider.GetRequiredService<ISonetelAuth>();

    /// <summary>The header of each request that reached the API.</summary>
    public ConcurrentQueue<string> Sent { get; } = new();

    public HashSet<string> Revoked { get; } = [];

    public Func<HttpRequestMessage, Ct, Task<HttpResponseMessage?>> Api { get; set; } = (_, _) => Task.FromResult<HttpResponseMessage?>(null);

    public HttpMessageHandler ApiHandler => new TestHandler(AnswerAsync);

    public HttpClient Client
    {
        get
        {
            var client = Provider.GetRequiredService<IHttpClientFactory>().CreateClient("api");
            client.BaseAddress = new Uri("https://public-api.sonetel.com/");
            return client;
        }
    }

    /// <summary>The API client's handlers, for a request that is sent more than once.</summary>
    public HttpMessageHandler Pipeline => Provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler("api");

    public async Task<HttpStatusCode> GetAsync(Ct ct)
    {
        using var response = await Client.GetAsync("/account/", ct);
        return response.StatusCode;
    }

    public async Task<HttpResponseMessage> SendAsync(bool async, HttpRequestMessage request, Ct ct) =>
        async ? await Client.SendAsync(request, ct) : await Task.Run(() => Client.Send(request, ct), ct);

    /// <summary>Waits until the background renewal that was started has become the token in use.</summary>
    public async Task<string> TokenAfter(string old, Ct ct)
    {
        while (true)
        {
            ct.ThrowIfCancellationRequested();

            if (await Auth.GetAccessTokenAsync(ct) is var token && token.Value != old)
            {
                return token.Value;
            }

            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Endpoint.Release();

        if (!_provider.IsValueCreated)
        {
            return;
        }

        // What a provider waits for when it is disposed is bounded by the clock.
        var disposing = Provider.DisposeAsync().AsTask();

        while (!disposing.IsCompleted)
        {
            await Time.StepAsync(TimeSpan.FromSeconds(1), Ct.None);
        }

        await disposing;
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, Ct ct)
    {
        var token = request.Headers.Authorization?.ToString() ?? "(none)";
        Sent.Enqueue(token);
        return await Api(request, ct) ?? new HttpResponseMessage(Revoked.Contains(token) ? HttpStatusCode.Unauthorized : HttpStatusCode.OK);
    }
}
