namespace Sonetel.Http.Emulator;

/// <summary>A Laravel app behind Passport (wire.md §3.4).</summary>
internal static class PassportApi
{
    public const string TokenPath = "/oauth/token";

    public static void Map(WebApplication app, EmulatorState state)
    {
        var tokens = new TokenEndpoint(state);
        var profile = new PassportProfile(state);
        app.MapPost(TokenPath, context => tokens.AnswerAsync(context, profile));
        app.MapGet("/api/user", context => ApiGuard.AnswerAsync(context, state, EmulatedSystem.Passport, answered => answered.Response.WriteAsJsonAsync(new { id = 1, email = state.Options.Username })));
        app.MapGet("/login", context => context.Response.WriteAsync("<html><body>Login</body></html>"));
    }
}
