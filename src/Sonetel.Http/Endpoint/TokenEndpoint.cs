using System.Net;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>
/// Sends one token or revocation request and returns the issued token or throws a <see cref="SonetelAuthException"/>.
/// </summary>
internal sealed class TokenEndpoint(
    TokenClients clients, TimeProvider time, Telemetry telemetry, ILogger<TokenEndpoint> logger)
{
    /// <summary>
    /// How long a request that carries an account's only refresh token may take. Its response is used even after its
    /// callers have given up.
    /// </summary>
    public static readonly TimeSpan LongestRequest = TimeSpan.FromMinutes(5);

    private readonly TokenTransport _transport = new(clients, time);
    private readonly QuietLogger _logger = new(logger);

    /// <summary>Requests a token.</summary>
    /// <param name="async">Whether the caller awaits; otherwise its thread blocks.</param>
    /// <param name="account">The account that the token is for.</param>
    /// <param name="grant">The grant to send.</param>
    /// <param name="trace">The cause of the request and the trace it belongs to.</param>
    /// <param name="limit">
    /// How long the request may take: <see cref="LongestRequest"/> or the account's <c>TokenRequestTimeout</c>.
    /// </param>
    /// <param name="ct">Cancels the request.</param>
    public async ValueTask<IssuedToken> RequestAsync(
        bool async, AccountSettings account, Grant grant, TokenRequestTrace trace, TimeSpan limit, Ct ct)
    {
        var activity = trace.StartRequest(grant.Name, account.Options.TokenEndpoint);
        var (sentAt, sentTimestamp) = (time.GetUtcNow(), time.GetTimestamp());
        var errorType = ErrorTypes.Other;

        try
        {
            var options = account.Options;
            var parameters = grant.Parameters(options);
            var once = parameters.ContainsKey("refresh_token");
            using var request = TokenRequestMessage.Create(
                options, options.TokenEndpoint, options.RequestFormat, parameters);
            using var response = await _transport.SendAsync(async, account, request, once, limit, ct)
                .ConfigureAwait(false);
            var issued = Read(account, grant, response, sentAt, sentTimestamp);
            errorType = null;
            Log.TokenAcquired(_logger, account.LogName, grant.Name, issued.Lifetime);
            return issued;
        }
        catch (SonetelAuthException e)
        {
            errorType = KnownErrorCodes.TypeOf(e);
            LogErrorResponse(account, e);
            throw;
        }
        finally
        {
            TokenRequestTrace.EndRequest(activity, errorType);
            telemetry.TokenRequested(grant.Name, trace.Cause, errorType, time.GetElapsedTime(sentTimestamp));
        }
    }

    /// <summary>
    /// Revokes the tokens of a set and the access token in use, or only the type that <paramref name="only"/> names.
    /// The refresh token is revoked first, because servers may revoke its access tokens with it (RFC 7009 §2.1). The
    /// access tokens are revoked even if that fails.
    /// </summary>
    public async ValueTask RevokeAsync(
        AccountSettings account, TokenSet tokens, AccessToken? inUse, TokenTypeHint? only, Ct ct)
    {
        string?[] accessTokens = only is TokenTypeHint.RefreshToken ? [] : [inUse?.Value, tokens.AccessToken?.Value];
        var refreshTokenIsRevoked = false;

        try
        {
            if (only is not TokenTypeHint.AccessToken && tokens.RefreshToken is { } refreshToken)
            {
                await RevokeAsync(account, refreshToken, TokenTypeHint.RefreshToken, ct).ConfigureAwait(false);
                refreshTokenIsRevoked = true;
            }
        }
        finally
        {
            foreach (var token in accessTokens.OfType<string>().Distinct())
            {
                await RevokeAccessTokenAsync(account, token, refreshTokenIsRevoked, ct).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Revokes any token. A server also responds with 2xx to an unknown token (RFC 7009 §2.2).</summary>
    public async ValueTask RevokeAsync(AccountSettings account, string token, TokenTypeHint? hint, Ct ct)
    {
        var options = account.Options;
        var endpoint = options.RevocationEndpoint ?? throw new SonetelAuthException(
            $"{AccountName.Describe(account.Name)}: no token can be revoked at the server, "
            + "because RevocationEndpoint is not set.");
        var parameters = new Dictionary<string, string> { ["token"] = token };

        if (hint is { } type)
        {
            parameters["token_type_hint"] = type is TokenTypeHint.RefreshToken ? "refresh_token" : "access_token";
        }

        using var request = TokenRequestMessage.Create(
            options, endpoint, options.RevocationFormat ?? options.RequestFormat, parameters);
        using var response = await _transport.SendAsync(
            async: true, account, request, once: false, options.TokenRequestTimeout, ct).ConfigureAwait(false);

        if (!response.Message.IsSuccessStatusCode)
        {
            var error = ErrorResponse.Read(response.Body.Bytes, TokenRequestErrors.Redaction(account, token));
            throw TokenRequestErrors.Refused(account, endpoint, null, response.Message, error, time.GetUtcNow());
        }
    }

    // A server that issues JWTs may be unable to revoke access tokens (RFC 7009 §2.2.1). That is no failure if the
    // refresh token was revoked.
    private async ValueTask RevokeAccessTokenAsync(
        AccountSettings account, string token, bool refreshTokenIsRevoked, Ct ct)
    {
        try
        {
            await RevokeAsync(account, token, TokenTypeHint.AccessToken, ct).ConfigureAwait(false);
        }
        catch (SonetelAuthException e) when (refreshTokenIsRevoked && e.Error is "unsupported_token_type")
        {
        }
    }

    // At Debug only, because the description may name the user. The renewal logs the failure itself.
    private void LogErrorResponse(AccountSettings account, SonetelAuthException failure)
    {
        if (failure.TokenEndpointStatusCode is { } status)
        {
            var description = failure.ErrorDescription ?? "no description";
            Log.TokenErrorResponse(_logger, account.LogName, (int)status, failure.Error ?? "no error code", description);
        }
    }

    private static IssuedToken Read(
        AccountSettings account, Grant grant, ReceivedResponse response, DateTimeOffset sentAt, long sentTimestamp)
    {
        var (message, body) = (response.Message, response.Body);

        if (message is { IsSuccessStatusCode: true, StatusCode: not HttpStatusCode.OK })
        {
            throw TokenRequestErrors.Malformed(
                account, $"has status {(int)message.StatusCode} instead of 200", message.StatusCode);
        }

        if (message.StatusCode is not HttpStatusCode.OK)
        {
            throw Refused(account, grant, response, sentAt);
        }

        if (body.IsTooLong)
        {
            throw TokenRequestErrors.Malformed(account, $"is longer than {BoundedBody.Limit:N0} bytes");
        }

        if (TokenResponseReader.Read(body.Bytes.Span, out var read) is { } fault)
        {
            // An error response with status 200 is a refusal as well.
            var refused = Refused(account, grant, response, sentAt);
            throw refused.Error is null ? TokenRequestErrors.Malformed(account, fault) : refused;
        }

        var lifetime = TokenLifetime.Of(read, message.Headers.Date ?? sentAt, account.Options.DefaultLifetime);
        var token = new AccessToken { Value = read.AccessToken, ExpiresAt = sentAt + lifetime, Scope = read.Scope };
        return new IssuedToken(token, read.RefreshToken, lifetime, sentAt, sentTimestamp);
    }

    private static SonetelAuthException Refused(
        AccountSettings account, Grant grant, ReceivedResponse response, DateTimeOffset now)
    {
        var redaction = TokenRequestErrors.Redaction(account, grant.RefreshToken, grant.Request);
        var error = ErrorResponse.Read(response.Body.Bytes, redaction);
        return TokenRequestErrors.Refused(account, account.Options.TokenEndpoint, grant, response.Message, error, now);
    }
}
