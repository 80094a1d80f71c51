using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http.Benchmarks.Fleet;

/// <summary>A token endpoint on Kestrel: password and refresh grants, refresh tokens that rotate, and each request counted.</summary>
internal sealed class CountingTokenServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly FleetPlan _plan;

    private CountingTokenServer(WebApplication app, FleetPlan plan)
    {
        (_app, _plan, Ledger) = (app, plan, new TokenLedger(plan.Lifetime));
        app.MapPost("/oauth/token", AnswerAsync);
    }

    public TokenLedger Ledger { get; }

    public Uri TokenEndpoint => new(new Uri(_app.Urls.First()), "/oauth/token");

    public static async Task<CountingTokenServer> StartAsync(FleetPlan plan)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new CountingTokenServer(builder.Build(), plan);
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var spent = form["refresh_token"] is [{ } token] ? IssuedText.Read(token) : ((string Account, int Number)?)null;
        var account = spent?.Account ?? form["username"].ToString();

        // What warms a process up is no account of the table.
        var isCounted = account.StartsWith("user-", StringComparison.Ordinal);
        var number = isCounted ? Ledger.Request(account, spent?.Number) : 1;
        var expiresAt = DateTimeOffset.UtcNow + FleetPlan.Answer + _plan.Lifetime;
        await Task.Delay(FleetPlan.Answer);
        context.Response.ContentType = "application/json";

        if (number is not { } issued)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("""{"error":"invalid_grant"}""");
            return;
        }

        var accessToken = IssuedText.AccessToken(expiresAt, account, issued);
        var refreshToken = IssuedText.RefreshToken(account, issued);
        await context.Response.WriteAsync(IssuedText.Response(accessToken, refreshToken, _plan.Lifetime));
    }
}
