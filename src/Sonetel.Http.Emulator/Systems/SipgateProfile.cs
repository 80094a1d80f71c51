using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>sipgate's token endpoint: Keycloak's realm <c>third-party</c> (wire.md §2.3).</summary>
internal sealed class SipgateProfile(EmulatorState state) : ITokenProfile
{
    public EmulatedSystem System => EmulatedSystem.Sipgate;

    public bool ReadsJson => false;

    public bool DecodesBasic => true;

    public TokenReply Answer(TokenCall call)
    {
        if (RefuseClient(call) is { } refusal)
        {
            return refusal;
        }

        return call["grant_type"] switch
        {
            "refresh_token" => Refresh(call),
            "password" => Password(call),
            null => TokenReply.Error(400, "invalid_request", "Missing form parameter: grant_type"),
            _ => TokenReply.Error(400, "unsupported_grant_type", "Unsupported grant_type"),
        };
    }

    public TokenReply? RefuseClient(TokenCall call) => call.ClientId == state.Options.ClientId && call.ClientSecret == state.Options.ClientSecret
        ? null
        : TokenReply.Error(401, "unauthorized_client", "Invalid client or Invalid client credentials");

    /// <summary>The refresh token that a user was given by the authorization code flow, which the emulator leaves out.</summary>
    public string GiveRefreshToken() => state.Issuer.Refresh(new Grantee(System, state.Options.ClientId, "all"), used: null, WriteRefresh)!;

    // Against RFC 6749 §5.2, Keycloak answers a wrong password with 401 (keycloak#45812).
    private TokenReply Password(TokenCall call) => call["username"] == state.Options.Username && call["password"] == state.Options.Password
        ? Issue(new Grantee(System, call.ClientId!, "all"), used: null)
        : TokenReply.Error(401, "invalid_grant", "Invalid user credentials");

    private TokenReply Refresh(TokenCall call)
    {
        if (call["refresh_token"] is not { } token)
        {
            return TokenReply.Error(400, "invalid_request", "No refresh token");
        }

        var (verdict, grantee) = state.Ledger.Spend(token, call.ClientId!, state.Switches.Rotation, state.Counters);

        return verdict switch
        {
            RefreshVerdict.Accepted => Issue(grantee!, token),
            RefreshVerdict.Expired => TokenReply.Error(400, "invalid_grant", "Token is not active"),
            RefreshVerdict.Revoked => TokenReply.Error(400, "invalid_grant", "Stale token"),
            _ => TokenReply.Error(400, "invalid_grant", "Invalid refresh token"),
        };
    }

    private TokenReply Issue(Grantee grantee, string? used)
    {
        if (used is not null)
        {
            state.Counters.Refreshed();
            grantee.EndAccess();
        }

        var access = state.Issuer.Access(grantee, new JsonObject { ["iss"] = "third-party", ["azp"] = grantee.ClientId, ["sub"] = "w0" });
        var body = state.Issuer.Body(access, "Bearer", state.Issuer.Refresh(grantee, used, WriteRefresh), state.Issuer.Seconds);
        body["refresh_expires_in"] = (long)state.Switches.RefreshTokenLifetime.TotalSeconds;
        body["not-before-policy"] = 0;
        body["session_state"] = Guid.NewGuid().ToString();
        body["scope"] = grantee.Scope;
        return new TokenReply(200, body);
    }

    private static string WriteRefresh() => JwtWriter.Write(new JsonObject { ["typ"] = "Refresh", ["jti"] = Guid.NewGuid().ToString() });
}
