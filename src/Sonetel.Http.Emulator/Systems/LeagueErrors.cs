using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>The errors of league/oauth2-server, which differ between its versions (wire.md §3.3).</summary>
internal static class LeagueErrors
{
    public static TokenReply BadUser(int version) => version <= 7
        ? Error(version, 401, "invalid_credentials", "The user credentials were incorrect.")
        : Error(version, 400, "invalid_grant", "The user credentials were incorrect.");

    public static TokenReply BadRefreshToken(int version, string hint) => version >= 9
        ? Error(version, 400, "invalid_grant", "The refresh token is invalid.", hint)
        : Error(version, 401, "invalid_request", "The refresh token is invalid.", hint);

    // The response has a challenge only if the request had an Authorization header.
    public static TokenReply BadClient(int version, bool usedBasic)
    {
        var error = Error(version, 401, "invalid_client", "Client authentication failed");
        return error with { Challenge = usedBasic ? "Basic realm=\"OAuth\"" : null };
    }

    public static TokenReply Missing(int version, string parameter) => Error(
        version,
        400,
        "invalid_request",
        "The request is missing a required parameter, includes an invalid parameter value, "
        + "includes a parameter more than once, or is otherwise malformed.",
        $"Check the `{parameter}` parameter");

    public static TokenReply BadGrant(int version) => Error(
        version,
        400,
        "unsupported_grant_type",
        "The authorization grant type is not supported by the authorization server.",
        "Check that all required parameters have been provided");

    public static TokenReply BadScope(int version, string scope) => Error(
        version,
        400,
        "invalid_scope",
        "The requested scope is invalid, unknown, or malformed",
        $"Check the `{scope}` scope");

    private static TokenReply Error(int version, int status, string error, string text, string? hint = null)
    {
        var body = new JsonObject { ["error"] = error };

        if (version >= 8)
        {
            body["error_description"] = text;
        }

        if (hint is not null)
        {
            body["hint"] = hint;
        }

        if (version <= 8)
        {
            body["message"] = text;
        }

        return new TokenReply(status, body);
    }
}
