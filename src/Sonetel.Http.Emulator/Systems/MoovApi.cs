namespace Sonetel.Http.Emulator;

/// <summary>Moov's API and revocation (wire.md §4.4).</summary>
internal static class MoovApi
{
    public const string TokenPath = "/oauth2/token";

    public const string RevocationPath = "/oauth2/revoke";

    public static void Map(WebApplication app, EmulatorState state)
    {
        var tokens = new TokenEndpoint(state);
        var profile = new MoovProfile(state);
        app.MapPost(TokenPath, context => tokens.AnswerAsync(context, profile));
        app.MapPost(RevocationPath, context => tokens.RevokeAsync(
            context,
            profile,
            call => profile.Refuse(call) ?? (call["token"] is null ? MoovProfile.Field("token", "required") : null),
            StatusCodes.Status204NoContent));
        app.MapGet("/accounts", context => ApiGuard.AnswerAsync(context, state, EmulatedSystem.Moov, answered => AccountsAsync(answered, state)));
    }

    // moov-go: bearer tokens may be refused unless an Origin or Referer comes with them.
    private static async Task AccountsAsync(HttpContext context, EmulatorState state)
    {
        if (state.Switches.DemandsOrigin && context.Request.Headers.Origin.Count == 0 && context.Request.Headers.Referer.Count == 0)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        await context.Response.WriteAsJsonAsync(Array.Empty<string>());
    }
}
