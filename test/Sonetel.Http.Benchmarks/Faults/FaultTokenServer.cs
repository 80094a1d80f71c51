using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sonetel.Http.Benchmarks.Fleet;

namespace Sonetel.Http.Benchmarks.Faults;

/// <summary>A token endpoint that can hold a request between spending its refresh token and answering.</summary>
internal sealed class FaultTokenServer : IAsyncDisposable
{
    private const string Account = "user";

    private static readonly TimeSpan Answer = TimeSpan.FromMilliseconds(50);

    private readonly WebApplication _app;
    private readonly TimeSpan _lifetime;
    private readonly RefreshTokenChain _chain = new();
    private readonly ConcurrentDictionary<int, long> _issued = new();
    private int _numbers;
    private HeldTokenRequest? _hold;

    private FaultTokenServer(WebApplication app, TimeSpan lifetime)
    {
        (_app, _lifetime) = (app, lifetime);
        app.MapPost("/oauth/token", AnswerAsync);
    }

    public Uri TokenEndpoint => new(new Uri(_app.Urls.First()), "/oauth/token");

    /// <summary>Whether a refresh token came back when nobody may send it any more, and the sign-in was ended.</summary>
    public bool IsRevoked => _chain.IsRevoked;

    public static async Task<FaultTokenServer> StartAsync(TimeSpan lifetime)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new FaultTokenServer(builder.Build(), lifetime);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>A refresh token as a user gets it who signs in with a browser.</summary>
    public string GiveRefreshToken() => IssuedText.RefreshToken(Account, _chain.SignIn());

    /// <summary>Holds the next request.</summary>
    public HeldTokenRequest HoldNext()
    {
        var hold = new HeldTokenRequest();
        Volatile.Write(ref _hold, hold);
        return hold;
    }

    public bool WasIssuedAfter(int token, long timestamp) => _issued.TryGetValue(token, out var at) && at > timestamp;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var isRefresh = form["refresh_token"] is [{ }];
        var refreshToken = isRefresh ? _chain.Spend(IssuedText.Read(form["refresh_token"]!).Number) : _chain.SignIn();
        var hold = Interlocked.Exchange(ref _hold, null);
        await (hold?.HoldAsync(context.Request.Headers.UserAgent.ToString()) ?? Task.Delay(Answer));
        context.Response.ContentType = "application/json";

        if (refreshToken is not { } next)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("""{"error":"invalid_grant"}""");
            return;
        }

        var number = Interlocked.Increment(ref _numbers);
        _issued[number] = Stopwatch.GetTimestamp();
        var accessToken = IssuedText.AccessToken(DateTimeOffset.UtcNow + _lifetime, Account, number);
        await context.Response.WriteAsync(IssuedText.Response(accessToken, IssuedText.RefreshToken(Account, next), _lifetime));
    }
}
