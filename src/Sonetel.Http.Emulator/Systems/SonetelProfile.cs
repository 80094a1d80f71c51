using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>
/// Sonetel's token endpoint: legacy Spring Security OAuth 2, with its messages (wire.md §1.3, §1.4, §1.7).
/// </summary>
internal sealed class SonetelProfile(EmulatorState state) : ITokenProfile
{
    private const string Scopes = "account.read account.write conversation.read conversation.write user.read user.write";

    // The documented public client, and that of Sonetel's web apps. Their secrets are the same as their ids.
    private static readonly string[] Clients = ["sonetel-api", "sonetel-web"];

    public EmulatedSystem System => EmulatedSystem.Sonetel;

    // Spring reads only request parameters, so it finds no grant type in a JSON body.
    public bool ReadsJson => false;

    public bool DecodesBasic => true;

    public TimeSpan AccessTokenLifetime => TimeSpan.FromHours(24);

    public RateLimit RateLimit => RateLimit.None;

    public TokenReply Respond(TokenCall call)
    {
        if (!IsClient(call))
        {
            return RefusedClient(call.Request.Path);
        }

        return call["grant_type"] switch
        {
            null => TokenReply.Error(400, "invalid_request", "Missing grant type"),
            "password" => Password(call),
            "refresh_token" => Refresh(call),
            var other => TokenReply.Error(400, "unsupported_grant_type", $"Unsupported grant type: {other}"),
        };
    }

    private bool IsClient(TokenCall call) =>
        !state.Switches.DemandsClient
            || (call.UsedBasic && Clients.Contains(call.ClientId) && call.ClientSecret == call.ClientId);

    private static string ClientOf(TokenCall call) => call.ClientId ?? Clients[0];

    // It is not known which one Sonetel sends: the body of Spring Security, or the JSON error page of Spring Boot.
    private TokenReply RefusedClient(string path)
    {
        const string Message = "Full authentication is required to access this resource";
        const string Challenge = "Basic realm=\"oauth2/client\"";

        if (!state.Switches.OtherClientFailure)
        {
            return TokenReply.Error(401, "unauthorized", Message, Challenge);
        }

        var page = new JsonObject
        {
            ["timestamp"] = state.Issuer.Now.ToUnixTimeMilliseconds(),
            ["status"] = 401,
            ["error"] = "Unauthorized",
            ["message"] = Message,
            ["path"] = path,
        };
        return new TokenReply(401, page, Challenge);
    }

    private TokenReply Password(TokenCall call)
    {
        if (state.Users.PasswordOf(call["username"]) is not { } password)
        {
            return Unauthorized("unauthorized", $"User with name {call["username"]} not found");
        }

        if (state.Switches.UsersAreLocked)
        {
            return TokenReply.Error(400, "invalid_grant", "User account is locked");
        }

        return call["password"] == password
            ? Issue(call, new Grantee(System, ClientOf(call), Scopes, call["username"]!), used: null)
            : TokenReply.Error(400, "invalid_grant", "Bad credentials");
    }

    private TokenReply Refresh(TokenCall call)
    {
        if (call["refresh_token"] is not { } token)
        {
            return TokenReply.Error(400, "invalid_request", "refresh_token parameter not provided");
        }

        var (verdict, grantee) = state.Ledger.Spend(
            token, ClientOf(call), state.Switches.RotationInEffect, state.Counters);

        return verdict switch
        {
            RefreshVerdict.Accepted => Issue(call, grantee!, token),
            RefreshVerdict.Expired => Unauthorized("invalid_token", "Invalid refresh token (expired)"),
            RefreshVerdict.WrongClient => TokenReply.Error(400, "invalid_grant", "Wrong client for this refresh token"),
            RefreshVerdict.Revoked => TokenReply.Error(400, "invalid_grant", "Invalid refresh token"),
            _ when state.Ledger.IsAccess(token) => Unauthorized(
                "invalid_token", "Encoded token is not a refresh token"),
            _ => Unauthorized("invalid_token", "Cannot convert access token to JSON"),
        };
    }

    private TokenReply Issue(TokenCall call, Grantee grantee, string? used)
    {
        if (used is not null)
        {
            state.Counters.Refreshed();
        }

        var id = Guid.NewGuid().ToString();
        var access = state.Issuer.Access(this, grantee, Claims(grantee, id));
        var asksForRefresh = (call["refresh"] ?? (state.Switches.RefreshByDefault ? "yes" : "no")) == "yes";
        var refresh = asksForRefresh ? state.Issuer.Refresh(grantee, used, () => WriteRefresh(grantee, id)) : null;

        return state.TokenResponses.Write(this, state.Switches.SpringAnswer
            ? new TokenMembers(access, refresh, "bearer") { Scope = Scopes, Others = new JsonObject { ["jti"] = id } }
            : new TokenMembers(access, refresh, "bearer") { ExpiresIn = ExpiresInForm.Missing });
    }

    // "ati" is the id of the access token that is issued with it.
    private string WriteRefresh(Grantee grantee, string accessId)
    {
        var claims = Claims(grantee, Guid.NewGuid().ToString());
        claims["ati"] = accessId;
        claims["iat"] = state.Issuer.Now.ToUnixTimeSeconds();
        claims["exp"] = state.Issuer.UnixExpiry(state.Switches.RefreshTokenLifetime);
        return JwtWriter.Write(claims);
    }

    private JsonObject Claims(Grantee grantee, string id)
    {
        var account = state.Users.AccountId(grantee.User);

        return new JsonObject
        {
            ["iss"] = "SonetelNode123",
            ["aud"] = "api.sonetel.com",
            ["sub"] = grantee.User,
            ["user_name"] = grantee.User,
            ["user_id"] = state.Users.UserId(grantee.User),
            ["acc_id"] = state.Switches.AccountIdAsText ? $"{account}" : account,
            ["client_id"] = grantee.ClientId,
            ["jti"] = id,
            ["scope"] = new JsonArray([.. Scopes.Split(' ')]),
        };
    }

    private static TokenReply Unauthorized(string error, string description) =>
        TokenReply.Error(
            401, error, description, $"Bearer error=\"{error}\", error_description=\"{Quotable(description)}\"");

    // The description contains the user name from the request, but a header may contain only printable ASCII.
    private static string Quotable(string text) =>
        string.Concat(text.Select(c => c is >= ' ' and <= '~' and not '"' and not '\\' ? c : '?'));
}
