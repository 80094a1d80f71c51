using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>Sonetel's token endpoint: legacy Spring Security OAuth 2, with its words (wire.md §1.3, §1.4, §1.7).</summary>
internal sealed class SonetelProfile(EmulatorState state) : ITokenProfile
{
    private const string Client = "sonetel-api";

    public EmulatedSystem System => EmulatedSystem.Sonetel;

    // Spring reads request parameters only, so a JSON body has no grant type.
    public bool ReadsJson => false;

    public bool DecodesBasic => true;

    public TokenReply Answer(TokenCall call)
    {
        if (call is not { UsedBasic: true, ClientId: Client, ClientSecret: Client })
        {
            return TokenReply.Error(401, "unauthorized", "Full authentication is required to access this resource", "Basic realm=\"oauth2/client\"");
        }

        return call["grant_type"] switch
        {
            null => TokenReply.Error(400, "invalid_request", "Missing grant type"),
            "password" => Password(call),
            "refresh_token" => Refresh(call),
            var other => TokenReply.Error(400, "unsupported_grant_type", $"Unsupported grant type: {other}"),
        };
    }

    private TokenReply Password(TokenCall call)
    {
        if (call["username"] != state.Options.Username)
        {
            return Unauthorized("unauthorized", $"User with name {call["username"]} not found");
        }

        return call["password"] == state.Options.Password
            ? Issue(call, new Grantee(System, Client, null), used: null)
            : TokenReply.Error(400, "invalid_grant", "Bad credentials");
    }

    private TokenReply Refresh(TokenCall call)
    {
        if (call["refresh_token"] is not { } token)
        {
            return TokenReply.Error(400, "invalid_request", "refresh_token parameter not provided");
        }

        var (verdict, grantee) = state.Ledger.Spend(token, Client, state.Switches.Rotation, state.Counters);

        return verdict switch
        {
            RefreshVerdict.Accepted => Issue(call, grantee!, token),
            RefreshVerdict.Expired => Unauthorized("invalid_token", "Invalid refresh token (expired)"),
            RefreshVerdict.WrongClient => TokenReply.Error(400, "invalid_grant", "Wrong client for this refresh token"),
            RefreshVerdict.Revoked => TokenReply.Error(400, "invalid_grant", "Invalid refresh token"),
            _ when state.Ledger.IsAccess(token) => Unauthorized("invalid_token", "Encoded token is not a refresh token"),
            _ => Unauthorized("invalid_token", "Cannot convert access token to JSON"),
        };
    }

    private TokenReply Issue(TokenCall call, Grantee grantee, string? used)
    {
        if (used is not null)
        {
            state.Counters.Refreshed();
        }

        var access = state.Issuer.Access(grantee, Claims());
        var refresh = call["refresh"] == "yes" ? state.Issuer.Refresh(grantee, used, () => WriteRefresh()) : null;
        return new TokenReply(200, state.Issuer.Body(access, "bearer", refresh, expiresIn: null));
    }

    private string WriteRefresh()
    {
        var claims = Claims();
        (claims["jti"], claims["ati"]) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        claims["exp"] = (state.Issuer.Now + state.Switches.RefreshTokenLifetime).ToUnixTimeSeconds();
        return JwtWriter.Write(claims);
    }

    private JsonObject Claims() => new()
    {
        ["iss"] = "SonetelNode123",
        ["aud"] = "api.sonetel.com",
        ["sub"] = state.Options.Username,
        ["user_name"] = state.Options.Username,
        ["user_id"] = "200001234",
        ["acc_id"] = 503312345,
        ["client_id"] = Client,
        ["scope"] = new JsonArray("account.read", "account.write", "conversation.read", "conversation.write", "user.read", "user.write"),
    };

    private static TokenReply Unauthorized(string error, string description) =>
        TokenReply.Error(401, error, description, $"Bearer error=\"{error}\", error_description=\"{Quotable(description)}\"");

    // The description holds the user name as it was sent; a header takes printable ASCII.
    private static string Quotable(string text) => string.Concat(text.Select(c => c is >= ' ' and <= '~' and not '"' and not '\\' ? c : '?'));
}
