using System.Net;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>One HTTP call: a grant in, a token or a <see cref="SonetelAuthException"/> out. Knows nobody who calls it.</summary>
internal sealed class TokenEndpoint(TokenClients clients, TimeProvider time, ILogger<TokenEndpoint> logger)
{
    public async ValueTask<IssuedToken> RequestAsync(bool async, AccountSettings account, Grant grant, Ct ct)
    {
        using var activity = Telemetry.Activities.StartActivity("Sonetel.Http token request");
        activity?.SetTag("grant", grant.Name);
        var (sentAt, sentTimestamp) = (time.GetUtcNow(), time.GetTimestamp());
        var outcome = "failed";

        try
        {
            using var request = TokenRequestMessage.Create(account.Options, account.Options.TokenEndpoint, account.Options.RequestFormat, grant.Parameters(account.Options));
            var exchange = new Exchange(account, grant, sentAt, sentTimestamp);
            var issued = await SendAsync(async, account, request, exchange.Read, ct).ConfigureAwait(false);
            Log.TokenAcquired(logger, account.Name, grant.Name, issued.Lifetime);
            outcome = "issued";
            return issued;
        }
        catch (SonetelAuthException e)
        {
            outcome = e.Error ?? (e.IsTransient ? "unavailable" : "refused");
            Log.TokenErrorAnswer(logger, account.Name, e.Error, e.ErrorDescription);
            throw;
        }
        finally
        {
            activity?.SetTag("outcome", outcome);
            Telemetry.TokenRequested(grant.Name, outcome, time.GetElapsedTime(sentTimestamp));
        }
    }

    /// <summary>Asks the endpoint to revoke a set's tokens, or the one that <paramref name="only"/> names. The refresh token first: the server may take what came
    /// from it along (RFC 7009 §2.1). If it does not take that one, the other still counts.</summary>
    public async ValueTask RevokeAsync(AccountSettings account, TokenSet tokens, TokenTypeHint? only, Ct ct)
    {
        try
        {
            if (only is not TokenTypeHint.AccessToken && tokens.RefreshToken is { } refreshToken)
            {
                await RevokeAsync(account, refreshToken, TokenTypeHint.RefreshToken, ct).ConfigureAwait(false);
            }
        }
        finally
        {
            if (only is not TokenTypeHint.RefreshToken)
            {
                await RevokeAsync(account, tokens.AccessToken.Value, TokenTypeHint.AccessToken, ct).ConfigureAwait(false);
            }
        }
    }

    // Any 2xx is a yes, for an unknown token too (RFC 7009 §2.2).
    private async ValueTask RevokeAsync(AccountSettings account, string token, TokenTypeHint hint, Ct ct)
    {
        var parameters = new Dictionary<string, string>
        {
            ["token"] = token,
            ["token_type_hint"] = hint is TokenTypeHint.RefreshToken ? "refresh_token" : "access_token",
        };
        var format = account.Options.RevocationFormat ?? account.Options.RequestFormat;
        using var request = TokenRequestMessage.Create(account.Options, account.Options.RevocationEndpoint!, format, parameters);
        await SendAsync(
            async: true,
            account,
            request,
            (response, body) => response.IsSuccessStatusCode ? true : throw TokenRequestErrors.Refused(account, account.Options.RevocationEndpoint!, null, response, ErrorResponse.Read(body.Bytes, TokenRequestErrors.Redaction(account, token)), time.GetUtcNow()),
            ct).ConfigureAwait(false);
    }

    private async ValueTask<T> SendAsync<T>(bool async, AccountSettings account, HttpRequestMessage request, Func<HttpResponseMessage, BoundedBody, T> read, Ct ct)
    {
        using var timeout = new CancellationTokenSource(account.Options.TokenRequestTimeout, time);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, ct);

        try
        {
            using var client = clients.Create(account.Name);

            // HttpClient gives its version to the requests that it makes itself, not to those that it is handed; Send knows HTTP/1.1 only.
            if (async)
            {
                (request.Version, request.VersionPolicy) = (client.DefaultRequestVersion, client.DefaultVersionPolicy);
            }

            using var response = async
                ? await InTime.WaitAsync(client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bounded.Token), account.Options.TokenRequestTimeout, time, bounded.Token, ct).ConfigureAwait(false)
                : client.Send(request, HttpCompletionOption.ResponseHeadersRead, bounded.Token);

            // A synchronous read takes no token: closing the response is what ends it.
            using var closing = bounded.Token.UnsafeRegister(static closed => ((HttpResponseMessage)closed!).Dispose(), response);
            using var body = await BoundedBody.ReadAsync(async, response.Content, bounded.Token).ConfigureAwait(false);
            return read(response, body);
        }
        catch (Exception e) when (e is not SonetelAuthException && !ct.IsCancellationRequested)
        {
            throw timeout.IsCancellationRequested ? TokenRequestErrors.TimedOut(account, request.RequestUri!) : TokenRequestErrors.NoAnswer(account, request.RequestUri!, e);
        }
        catch (Exception e) when (e is not (SonetelAuthException or OperationCanceledException))
        {
            throw new OperationCanceledException("The token request was cancelled.", e, ct);
        }
    }

    private sealed class Exchange(AccountSettings account, Grant grant, DateTimeOffset sentAt, long sentTimestamp)
    {
        public IssuedToken Read(HttpResponseMessage response, BoundedBody body)
        {
            if (response.IsSuccessStatusCode && response.StatusCode is not HttpStatusCode.OK)
            {
                throw TokenRequestErrors.Malformed(account, $"has status {(int)response.StatusCode} instead of 200", response.StatusCode);
            }

            if (response.StatusCode is not HttpStatusCode.OK)
            {
                throw TokenRequestErrors.Refused(account, account.Options.TokenEndpoint, grant, response, ErrorResponse.Read(body.Bytes, TokenRequestErrors.Redaction(account, grant.RefreshToken, grant.Request)), sentAt);
            }

            if (body.IsTooLong)
            {
                throw TokenRequestErrors.Malformed(account, $"is longer than {BoundedBody.Limit:N0} bytes");
            }

            if (TokenResponseReader.Read(body.Bytes.Span, out var answer) is { } fault)
            {
                // A refusal stays one, whatever status it comes with.
                var refusal = ErrorResponse.Read(body.Bytes, TokenRequestErrors.Redaction(account, grant.RefreshToken, grant.Request));
                throw refusal.Error is null ? TokenRequestErrors.Malformed(account, fault) : TokenRequestErrors.Refused(account, account.Options.TokenEndpoint, grant, response, refusal, sentAt);
            }

            var lifetime = TokenLifetime.Of(answer, response.Headers.Date ?? sentAt, account.Options.DefaultLifetime);
            var token = new AccessToken { Value = answer.AccessToken, ExpiresAt = TokenLifetime.Expiry(sentAt, lifetime), Scope = answer.Scope };
            return new IssuedToken(token, answer.RefreshToken, lifetime, sentAt, sentTimestamp);
        }
    }
}
