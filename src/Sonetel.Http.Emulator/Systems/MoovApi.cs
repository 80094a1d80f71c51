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

        // Each reply carries one (wire.md §4.2).
        app.MapPost(TokenPath, context => tokens.AnswerAsync(Numbered(context), profile));
        app.MapPost(RevocationPath, context =>
            tokens.RevokeAsync(Numbered(context), profile, profile.RefuseRevocation, StatusCodes.Status204NoContent));

        app.MapGet("/ping", Scoped("/ping.read"));
        app.MapGet("/accounts", Scoped("/accounts.read"));
        app.MapPost("/accounts", Scoped("/accounts.write"));

        RequestDelegate Scoped(string scope) =>
            guard.Before((context, grantee) => AnswerAsync(context, grantee, state, scope));
    }

    private static HttpContext Numbered(HttpContext context)
    {
        context.Response.Headers["x-request-id"] = Guid.NewGuid().ToString();
        return context;
    }

    private static async Task AnswerAsync(HttpContext context, Grantee grantee, EmulatorState state, string scope)
    {
        Numbered(context);

        // moov-go: bearer tokens may be refused unless an Origin or Referer comes with them.
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
