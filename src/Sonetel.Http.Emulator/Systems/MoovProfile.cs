using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>Moov's token endpoint (wire.md §4.2, §4.3).</summary>
internal sealed class MoovProfile(EmulatorState state) : ITokenProfile
{
    public EmulatedSystem System => EmulatedSystem.Moov;

    public bool ReadsJson => true;

    public bool DecodesBasic => true;

    public TokenReply Answer(TokenCall call)
    {
        if (Refuse(call) is { } refusal)
        {
            return refusal;
        }

        return call["grant_type"] switch
        {
            "client_credentials" when call["scope"] is { } scope => Issue(new Grantee(System, call.ClientId!, scope), used: null),
            "client_credentials" => Field("scope", "required"),
            "refresh_token" => Refresh(call),
            _ => Error("unsupported_grant_type"),
        };
    }

    /// <summary>Moov asks for an origin before anything else; what it answers without one is not known (wire.md §8).</summary>
    public TokenReply? Refuse(TokenCall call)
    {
        var headers = call.Request.Headers;
        var hasOrigin = headers.Origin.Count > 0 || headers.Referer.Count > 0;

        if (state.Switches.DemandsOrigin && !hasOrigin)
        {
            return Error("invalid_request");
        }

        return call.ClientId == state.Options.ClientId && call.ClientSecret == state.Options.ClientSecret ? null : Error("invalid_client");
    }

    public static TokenReply Field(string field, string message) => new(422, new JsonObject { [field] = message });

    private static TokenReply Error(string error) => new(400, new JsonObject { ["error"] = error });

    private TokenReply Refresh(TokenCall call)
    {
        if (call["refresh_token"] is not { } token)
        {
            return Field("refresh_token", "required");
        }

        var (verdict, grantee) = state.Ledger.Spend(token, call.ClientId!, state.Switches.Rotation, state.Counters);
        return verdict is RefreshVerdict.Accepted ? Issue(grantee!, token) : Field("refresh_token", "invalid");
    }

    private TokenReply Issue(Grantee grantee, string? used)
    {
        if (used is not null)
        {
            state.Counters.Refreshed();
        }

        var access = state.Issuer.Access(grantee, new JsonObject { ["iss"] = "https://api.moov.io#applications", ["aud"] = new JsonArray("https://api.moov.io") });
        var refresh = state.Issuer.Refresh(grantee, used, () => TokenIssuer.Random(48));
        // The OpenAPI documents a Unix time.
        var expiresIn = (state.Issuer.Now + state.Switches.AccessTokenLifetime).ToUnixTimeSeconds();
        var body = state.Issuer.Body(access, "Bearer", refresh, expiresIn);
        body["scope"] = grantee.Scope;
        return new TokenReply(200, body);
    }
}
