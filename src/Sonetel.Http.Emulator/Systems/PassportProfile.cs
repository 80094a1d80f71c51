using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>Laravel Passport's token endpoint (wire.md §3.1 to §3.3).</summary>
internal sealed class PassportProfile(EmulatorState state) : ITokenProfile
{
    public EmulatedSystem System => EmulatedSystem.Passport;

    public bool ReadsJson => true;

    // league reads Basic without form-decoding, contrary to RFC 6749 §2.3.1.
    public bool DecodesBasic => false;

    // Passport's default, P1Y.
    public TimeSpan AccessTokenLifetime => TimeSpan.FromDays(365);

    // The default of Laravel's throttle.
    public RateLimit RateLimit { get; } = new(60, TimeSpan.FromMinutes(1));

    private static readonly string[] Order = ["token_type", "expires_in", "access_token", "refresh_token"];

    private int Version => state.Switches.LeagueVersion;

    public TokenReply Respond(TokenCall call)
    {
        if (call["grant_type"] is not ("password" or "refresh_token" or "client_credentials"))
        {
            return LeagueErrors.BadGrant(Version);
        }

        if (call.ClientId is null)
        {
            return LeagueErrors.Missing(Version, "client_id");
        }

        if (call.ClientId != state.Options.ClientId || call.ClientSecret != state.Options.ClientSecret)
        {
            return LeagueErrors.BadClient(Version, call.UsedBasic);
        }

        return call["grant_type"] switch
        {
            "password" => Password(call),
            "refresh_token" => Refresh(call),
            _ => ClientCredentials(call),
        };
    }

    // The response contains no refresh token (RFC 6749 §4.4.3).
    private TokenReply ClientCredentials(TokenCall call)
    {
        if (UnknownScope(call["scope"]) is { } scope)
        {
            return LeagueErrors.BadScope(Version, scope);
        }

        var access = WriteAccess(new Grantee(System, call.ClientId!, call["scope"]));
        return state.TokenResponses.Write(this, new TokenMembers(access, RefreshToken: null) { Order = Order });
    }

    private TokenReply Password(TokenCall call)
    {
        if (call["username"] is not { } username)
        {
            return LeagueErrors.Missing(Version, "username");
        }

        if (call["password"] is not { } password)
        {
            return LeagueErrors.Missing(Version, "password");
        }

        // league trims every value, so blanks around a password do not count.
        if (state.Users.PasswordOf(username.Trim()) is not { } right || password.Trim() != right.Trim())
        {
            return LeagueErrors.BadUser(Version);
        }

        return UnknownScope(call["scope"]) is { } scope
            ? LeagueErrors.BadScope(Version, scope)
            : Issue(new Grantee(System, call.ClientId!, call["scope"], username.Trim()), used: null);
    }

    private string? UnknownScope(string? scopes) =>
        state.Switches.PassportScopes is { } known
            ? scopes?.Split(' ').FirstOrDefault(scope => scope != "*" && !known.Contains(scope))
            : null;

    private TokenReply Refresh(TokenCall call)
    {
        if (call["refresh_token"] is not { } token)
        {
            return LeagueErrors.Missing(Version, "refresh_token");
        }

        var (verdict, grantee) = state.Ledger.Spend(
            token, call.ClientId!, state.Switches.RotationInEffect, state.Counters);

        return verdict switch
        {
            RefreshVerdict.Accepted => Issue(grantee!, token),
            RefreshVerdict.Expired => LeagueErrors.BadRefreshToken(Version, "Token has expired"),
            RefreshVerdict.Revoked => LeagueErrors.BadRefreshToken(Version, "Token has been revoked"),
            RefreshVerdict.WrongClient => LeagueErrors.BadRefreshToken(Version, "Token is not linked to client"),
            _ => LeagueErrors.BadRefreshToken(Version, "Cannot decrypt the refresh token"),
        };
    }

    private TokenReply Issue(Grantee grantee, string? used)
    {
        if (used is not null)
        {
            state.Counters.Refreshed();
            grantee.EndAccess();
        }

        // league encrypts refresh tokens with php-encryption, whose output begins with this header.
        var refresh = state.Issuer.Refresh(grantee, used, () => $"def50200{TokenIssuer.Random(64)}");
        return state.TokenResponses.Write(this, new TokenMembers(WriteAccess(grantee), refresh) { Order = Order });
    }

    private string WriteAccess(Grantee grantee)
    {
        var scopes = new JsonArray([.. grantee.Scope?.Split(' ') ?? []]);
        return state.Issuer.Access(
            this, grantee, new JsonObject { ["aud"] = grantee.ClientId, ["sub"] = Subject(grantee), ["scopes"] = scopes });
    }

    // For a token without a user, league writes the client's id from version 9 on, and an empty string before.
    private string Subject(Grantee grantee) => grantee.User switch
    {
        "" when Version >= 9 => grantee.ClientId,
        "" => string.Empty,
        var user => state.Users.UserId(user),
    };
}
