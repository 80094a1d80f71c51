namespace Sonetel.Http.Emulator;

/// <summary>sipgate's API, with Basic or Bearer (wire.md §2.2).</summary>
internal static class SipgateApi
{
    public const string TokenPath = "/auth/realms/third-party/protocol/openid-connect/token";

    public const string OlderTokenPath = "/login/third-party/protocol/openid-connect/token";

    public const string RevocationPath = "/auth/realms/third-party/protocol/openid-connect/revoke";

    public static void Map(WebApplication app, EmulatorState state)
    {
        var tokens = new TokenEndpoint(state);
        var profile = new SipgateProfile(state);
        var guard = new ApiGuard(state, EmulatedSystem.Sipgate);

        app.MapPost(TokenPath, context => tokens.RespondAsync(context, profile));
        app.MapPost(OlderTokenPath, context => tokens.RespondAsync(context, profile));
        app.MapPost(RevocationPath, context =>
            tokens.RevokeAsync(context, profile, profile.RefuseClient, StatusCodes.Status200OK));

        app.MapGet("/v2/account", guard.Before((context, _) =>
            context.Response.WriteAsJsonAsync(new { company = "Emulated" }, context.RequestAborted)));
        app.MapPost("/v2/sessions/sms", guard.Before((context, _) =>
        {
            context.Response.StatusCode = state.Switches.HasBalance
                ? StatusCodes.Status204NoContent
                : StatusCodes.Status402PaymentRequired;
            return Task.CompletedTask;
        }));
    }
}
