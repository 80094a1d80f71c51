using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>sipgate's token endpoint: Keycloak's realm <c>third-party</c> (wire.md §2.3).</summary>
internal sealed class SipgateProfile(EmulatorState state) : ITokenProfile
{
    public EmulatedSystem System => EmulatedSystem.Sipgate;

    public bool ReadsJson => false;

    public bool DecodesBasic => true;

    public TimeSpan AccessTokenLifetime => TimeSpan.FromMinutes(5);

    public RateLimit RateLimit => RateLimit.None;

    public TokenReply Respond(TokenCall call)
    {
        if (RefuseClient(call) is { } refusal)
        {
            return refusal;
        }

        return call["grant_type"] switch
        {
            "refresh_token" => Refresh(call),
            "password" => Password(call),
            "client_credentials" when state.Switches.SipgateClientCredentials =>
                Issue(new Grantee(System, call.ClientId!, call["scope"] ?? "all"), used: null),
            null => TokenReply.Error(400, "invalid_request", "Missing form parameter: grant_type"),
            _ => TokenReply.Error(400, "unsupported_grant_type", "Unsupported grant_type"),
        };
    }

    public TokenReply? RefuseClient(TokenCall call)
    {
        if (call.ClientId == state.Options.ClientId && call.ClientSecret == state.Options.ClientSecret)
        {
            return null;
        }

        return state.Switches.OtherClientFailure
            ? TokenReply.Error(400, "invalid_client", "Invalid client credentials")
            : TokenReply.Error(401, "unauthorized_client", "Invalid client or Invalid client credentials");
    }

    /// <summary>
    /// Issues a refresh token. A user would receive it by the authorization code flow, which is not emulated.
    /// </summary>
    public string GiveRefreshToken()
    {
        var grantee = new Grantee(System, state.Options.ClientId, "all");
        return state.Issuer.Refresh(grantee, used: null, WriteRefresh)!;
    }

    // Contrary to RFC 6749 §5.2, Keycloak responds to a wrong password with 401 (keycloak#45812).
    private TokenReply Password(TokenCall call)
    {
        var isRight = state.Users.PasswordOf(call["username"]) is { } password && call["password"] == password;

        return isRight
            ? Issue(new Grantee(System, call.ClientId!, "all", call["username"]!), used: null)
            : TokenReply.Error(401, "invalid_grant", "Invalid user credentials");
    }

    private TokenReply Refresh(TokenCall call)
    {
        if (call["refresh_token"] is not { } token)
        {
            return TokenReply.Error(400, "invalid_request", "No refresh token");
        }

        var rotation = state.Switches.RotationInEffect;
        var (verdict, grantee) = state.Ledger.Spend(token, call.ClientId!, rotation, state.Counters);

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

        var claims = new JsonObject { ["iss"] = "third-party", ["azp"] = grantee.ClientId, ["sub"] = "w0" };
        var access = state.Issuer.Access(this, grantee, claims);

        return state.TokenResponses.Write(this, new TokenMembers(access, state.Issuer.Refresh(grantee, used, WriteRefresh))
        {
            Scope = grantee.Scope,
            Others = new JsonObject
            {
                ["refresh_expires_in"] = (long)state.Switches.RefreshTokenLifetime.TotalSeconds,
                ["not-before-policy"] = 0,
                ["session_state"] = Guid.NewGuid().ToString(),
            },
        });
    }

    private static string WriteRefresh() =>
        JwtWriter.Write(new JsonObject { ["typ"] = "Refresh", ["jti"] = Guid.NewGuid().ToString() });
}
