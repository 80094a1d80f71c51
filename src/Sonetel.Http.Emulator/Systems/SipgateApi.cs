namespace Sonetel.Http.Emulator;

/// <summary>sipgate's API, by Basic or Bearer (wire.md §2.2).</summary>
internal static class SipgateApi
{
    public const string TokenPath = "/auth/realms/third-party/protocol/openid-connect/token";

    public const string RevocationPath = "/auth/realms/third-party/protocol/openid-connect/revoke";

    public static void Map(WebApplication app, EmulatorState state)
    {
        var tokens = new TokenEndpoint(state);
        var profile = new SipgateProfile(state);
        app.MapPost(TokenPath, context => tokens.AnswerAsync(context, profile));
        app.MapPost("/login/third-party/protocol/openid-connect/token", context => tokens.AnswerAsync(context, profile));
        app.MapPost(RevocationPath, context => tokens.RevokeAsync(context, profile, profile.RefuseClient, StatusCodes.Status200OK));
        app.MapGet("/v2/account", context => ApiGuard.AnswerAsync(context, state, EmulatedSystem.Sipgate, answered => answered.Response.WriteAsJsonAsync(new { company = "Emulated" })));
    }
}
