using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>Moov's token endpoint (wire.md §4.2, §4.3).</summary>
internal sealed class MoovProfile(EmulatorState state) : ITokenProfile
{
    public EmulatedSystem System => EmulatedSystem.Moov;

    public bool ReadsJson => true;

    public bool DecodesBasic => true;

    public TimeSpan AccessTokenLifetime => TimeSpan.FromMinutes(15);

    public RateLimit RateLimit { get; } = new(40, TimeSpan.FromSeconds(1));

    public TokenReply Respond(TokenCall request)
    {
        var call = WithClient(request);

        if (Refuse(call) is { } refusal)
        {
            return refusal;
        }

        var origin = OriginOf(call.Request);

        return call["grant_type"] switch
        {
            "client_credentials" when call["scope"] is { } scope => Issue(
                new Grantee(System, call.ClientId!, scope), origin, used: null),
            "client_credentials" => Field("scope", "required"),
            "refresh_token" => Refresh(call, origin),
            _ => Error("unsupported_grant_type"),
        };
    }

    public TokenReply? RefuseRevocation(TokenCall call) => Refuse(WithClient(call)) ?? call switch
    {
        _ when call["token"] is null => Field("token", "required"),
        _ when call["token_type_hint"] is not (null or "access_token" or "refresh_token") => Field(
            "token_type_hint", "unknown"),
        _ => null,
    };

    /// <summary>Returns the request's origin: <c>Origin</c>, else scheme and host of <c>Referer</c>.</summary>
    public static string? OriginOf(HttpRequest request)
    {
        if (request.Headers.Origin.Count > 0)
        {
            return request.Headers.Origin.ToString();
        }

        return Uri.TryCreate(request.Headers.Referer.ToString(), UriKind.Absolute, out var referer)
            ? referer.GetLeftPart(UriPartial.Authority)
            : null;
    }

    // Moov's SDKs send the client in the body, and an empty Basic header.
    private static TokenCall WithClient(TokenCall call) => call is { UsedBasic: true, ClientId: "", ClientSecret: "" }
        ? call with { ClientId = call["client_id"], ClientSecret = call["client_secret"] }
        : call;

    // The origin is checked first; the response without one is not known (wire.md §8).
    private TokenReply? Refuse(TokenCall call)
    {
        if (state.Switches.DemandsOrigin && OriginOf(call.Request) is null)
        {
            return Error("invalid_request") with { Status = state.Switches.MissingOriginStatus };
        }

        return call.ClientId == state.Options.ClientId && call.ClientSecret == state.Options.ClientSecret
            ? null
            : Error("invalid_client");
    }

    private static TokenReply Field(string field, string message) => new(422, new JsonObject { [field] = message });

    private static TokenReply Error(string error) => new(400, new JsonObject { ["error"] = error });

    private TokenReply Refresh(TokenCall call, string? origin)
    {
        if (call["refresh_token"] is not { } token)
        {
            return Field("refresh_token", "required");
        }

        var (verdict, grantee) = state.Ledger.Spend(
            token, call.ClientId!, state.Switches.RotationInEffect, state.Counters);
        return verdict is RefreshVerdict.Accepted ? Issue(grantee!, origin, token) : Field("refresh_token", "invalid");
    }

    private TokenReply Issue(Grantee grantee, string? origin, string? used)
    {
        if (used is not null)
        {
            state.Counters.Refreshed();
        }

        var audience = origin is null
            ? new JsonArray("https://api.moov.io")
            : new JsonArray(origin, "https://api.moov.io");
        var access = state.Issuer.Access(
            this, grantee, new JsonObject { ["iss"] = "https://api.moov.io#applications", ["aud"] = audience });

        return state.TokenResponses.Write(this, new TokenMembers(
            access, state.Issuer.Refresh(grantee, used, () => TokenIssuer.Random(48)))
        {
            // As in Moov's OpenAPI; older pages document seconds (grade D).
            ExpiresIn = ExpiresInForm.UnixTime,
            Scope = grantee.Scope,
            Order = ["token_type", "access_token", "refresh_token", "expires_in", "scope"],
        });
    }
}
