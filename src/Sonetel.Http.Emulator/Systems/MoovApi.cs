namespace Sonetel.Http.Emulator;

/// <summary>Moov's API and revocation (wire.md §4.4, §4.5).</summary>
internal static class MoovApi
{
    public const string TokenPath = "/oauth2/token";

    public const string RevocationPath = "/oauth2/revoke";

    public const string AllScopes = "/ping.read /accounts.read /accounts.write";

    public static void Map(WebApplication app, EmulatorState state)
    {
        var tokens = new TokenEndpoint(state);
        var profile = new MoovProfile(state);
        var guard = new ApiGuard(state, EmulatedSystem.Moov);

        app.MapPost(TokenPath, context => tokens.RespondAsync(WithRequestId(context), profile));
        app.MapPost(RevocationPath, context => tokens.RevokeAsync(
            WithRequestId(context), profile, profile.RefuseRevocation, StatusCodes.Status204NoContent));

        app.MapGet("/ping", Scoped("/ping.read"));
        app.MapGet("/accounts", Scoped("/accounts.read"));
        app.MapPost("/accounts", Scoped("/accounts.write"));

        RequestDelegate Scoped(string scope) =>
            guard.Before((context, grantee) => RespondAsync(context, grantee, state, scope));
    }

    // Each response has a request id (wire.md §4.2).
    private static HttpContext WithRequestId(HttpContext context)
    {
        context.Response.Headers["x-request-id"] = Guid.NewGuid().ToString();
        return context;
    }

    private static async Task RespondAsync(HttpContext context, Grantee grantee, EmulatorState state, string scope)
    {
        WithRequestId(context);

        // moov-go: a bearer token may be refused without an Origin or Referer.
        if (state.Switches.DemandsOrigin && MoovProfile.OriginOf(context.Request) is null)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (!grantee.Has(scope))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        await context.Response.WriteAsJsonAsync(Array.Empty<string>(), context.RequestAborted);
    }
}
