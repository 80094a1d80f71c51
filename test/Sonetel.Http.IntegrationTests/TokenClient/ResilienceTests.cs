using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;

namespace Sonetel.Http.IntegrationTests.TokenClient;

/// <summary>Rule 11, "Once on the wire": no retry or hedging handler of the user's uses a refresh token twice.</summary>
[CancelAfter(60_000)]
public sealed class ResilienceTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    private static readonly Dictionary<string, Action<ServiceCollection, IHttpClientBuilder>> Set = new()
    {
        ["retries for all clients"] = (services, _) =>
            services.ConfigureHttpClientDefaults(all => all.AddStandardResilienceHandler(Impatient)),
        ["retries of the token client"] = (_, client) => client.AddStandardResilienceHandler(Impatient),
        ["hedging for all clients"] = (services, _) =>
            services.ConfigureHttpClientDefaults(all => all.AddStandardHedgingHandler().Configure(Impatient)),
        ["hedging of the token client"] = (_, client) => client.AddStandardHedgingHandler().Configure(Impatient),
    };

    private static IEnumerable<string> Handlers => Set.Keys;

    [Test]
    public async Task A_slow_response_is_waited_for_and_no_refresh_token_is_sent_twice(
        [ValueSource(nameof(Handlers))] string handlers, [Values] bool isNamed, Ct ct)
    {
        await using var server = await SpendingServer.StartAsync(ct);
        var arrived = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        server.Before = (_, _) =>
        {
            arrived.TrySetResult();
            return release.Task;
        };
        await using var provider = Provider(server, Set[handlers], isNamed);
        var asking = Auth(provider, isNamed).GetAccessTokenAsync(ct).AsTask();
        await arrived.Task.WaitAsync(ct);

        // Longer than all attempts of the handlers.
        await Task.WhenAny(asking, Task.Delay(Short * 8, ct));
        release.SetResult();

        Assert.That((await asking.WaitAsync(ct)).Value, Is.EqualTo("token-1"));
        Assert.That(server.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_failure_is_not_answered_with_the_same_refresh_token(
        [ValueSource(nameof(Handlers))] string handlers, [Values(503, 500, 0)] int status, Ct ct)
    {
        await using var server = await SpendingServer.StartAsync(ct);
        server.Before = (_, context) =>
        {
            context.Response.StatusCode = status == 0 ? StatusCodes.Status500InternalServerError : status;

            if (status == 0)
            {
                context.Abort();
            }

            return Task.CompletedTask;
        };
        await using var provider = Provider(server, Set[handlers], isNamed: false);
        var account = new AccountSettings(string.Empty, Options(new SonetelAuthOptions(), server));
        var endpoint = provider.GetRequiredService<TokenEndpoint>();

        var limit = account.Options.TokenRequestTimeout;
        Assert.That(
            async () => await endpoint.RequestAsync(async: true, account, Grant.Refresh("refresh-0", null), TokenRequestTrace.OfCaller("asked"), limit, ct),
            Throws.InstanceOf<SonetelAuthException>());
        Assert.That(server.MostUses, Is.EqualTo(1));
    }

    [Test]
    public async Task A_synchronous_refresh_goes_out_once_too(Ct ct)
    {
        await using var server = await SpendingServer.StartAsync(ct);
        server.Before = (_, context) =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };
        await using var provider = Provider(server, Set["retries for all clients"], isNamed: false);
        var account = new AccountSettings(string.Empty, Options(new SonetelAuthOptions(), server));
        var endpoint = provider.GetRequiredService<TokenEndpoint>();

        var limit = account.Options.TokenRequestTimeout;
        Assert.That(
            async () => await endpoint.RequestAsync(async: false, account, Grant.Refresh("refresh-0", null), TokenRequestTrace.OfCaller("asked"), limit, ct),
            Throws.InstanceOf<SonetelAuthException>());
        Assert.That(server.MostUses, Is.EqualTo(1));
    }

    private static void Impatient(HttpStandardResilienceOptions options)
    {
        options.AttemptTimeout.Timeout = Short;
        options.TotalRequestTimeout.Timeout = Short * 5;
        options.Retry.Delay = TimeSpan.FromMilliseconds(10);
        options.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(1);
    }

    private static void Impatient(HttpStandardHedgingResilienceOptions options)
    {
        options.Hedging.Delay = TimeSpan.FromMilliseconds(50);
        options.TotalRequestTimeout.Timeout = Short * 5;
        options.Endpoint.Timeout.Timeout = Short;
        options.Endpoint.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(1);
    }

    private static ServiceProvider Provider(SpendingServer server, Action<ServiceCollection, IHttpClientBuilder> handlers, bool isNamed)
    {
        var services = new ServiceCollection();
        var account = services.AddSonetelAuth(isNamed ? "second" : string.Empty, options => Options(options, server));
        handlers(services, account.TokenClient);
        return services.BuildServiceProvider();
    }

    private static ISonetelAuth Auth(IServiceProvider provider, bool isNamed) =>
        provider.GetRequiredService<ISonetelAuthFactory>().Get(isNamed ? "second" : string.Empty);

    private static SonetelAuthOptions Options(SonetelAuthOptions options, SpendingServer server)
    {
        options.UseOAuth(server.Endpoint, "localhost");
        (options.GrantType, options.RefreshToken) = (GrantType.RefreshToken, "refresh-0");
        (options.ClientId, options.ClientSecret) = ("client", "secret");
        return options;
    }
}
