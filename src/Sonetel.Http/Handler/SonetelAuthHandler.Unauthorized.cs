using System.Net;

namespace Sonetel.Http;

// Handles a 401: one renewal and one replay, or the original response.
public sealed partial class SonetelAuthHandler
{
    // For a request that was sent with a token that existed before it.
    private Task<HttpResponseMessage> RecoverAsync(
        HttpRequestMessage request, Uri address, HttpContent? body, HttpResponseMessage response, Ct ct)
    {
        _ = RequestAccount.OptsOut(request, out var account);
        var original = new OriginalRequest(request, address, body);
        return RecoverAsync(async: true, ManagerOf(account), original, response, sent: null, ct);
    }

    // The argument sent is the token that the request waited for, or null if it did not have to wait.
    private async Task<HttpResponseMessage> RecoverAsync(
        bool async,
        TokenManager manager,
        OriginalRequest original,
        HttpResponseMessage response,
        ReceivedToken? sent,
        Ct ct)
    {
        if (original.Request.Headers.Authorization is not TokenHeader { Snapshot: var refused } header)
        {
            return await FollowRedirectAsync(async, manager, original, response, sent, ct).ConfigureAwait(false);
        }

        if (Refusals.RuleOutRenewal(response))
        {
            manager.Telemetry.Refused(RefusalOutcomes.NotRenewable);
            return response;
        }

        if (sent is { IsForThisRequest: true } && ReferenceEquals(sent.Value.Header, header))
        {
            manager.NewTokenRefused(refused);
            manager.Telemetry.Refused(RefusalOutcomes.NewTokenRefused);
            return response;
        }

        if (!original.CanRepeat || !manager.Settings.AllowedHosts.Allows(original.Address))
        {
            // No replay will show whether the next token helps. Without a pause, an API that refuses every upload would
            // cause a renewal each time.
            manager.RenewLater(async, refused, pauses: true);
            manager.Telemetry.Refused(RefusalOutcomes.NotReplayable);
            return response;
        }

        var received = await RenewAsync(async, manager, refused, response, ct).ConfigureAwait(false);

        // The options, and with them AllowedHosts, may have changed during the renewal.
        if (received is not { } renewed || !manager.Settings.AllowedHosts.Allows(original.Address))
        {
            manager.Telemetry.Refused(RefusalOutcomes.NotRenewed);
            return response;
        }

        original.Restore();
        return await ReplayAsync(async, manager, original.Request, response, renewed, ct).ConfigureAwait(false);
    }

    private static async ValueTask<ReceivedToken?> RenewAsync(
        bool async, TokenManager manager, TokenSnapshot refused, HttpResponseMessage response, Ct ct)
    {
        try
        {
            return await manager.RenewAsync(async, refused, ct).ConfigureAwait(false);
        }
        catch
        {
            // The caller cancelled and never receives the 401, so it is disposed here to free its connection.
            response.Dispose();
            throw;
        }
    }

    // A redirect removed our header, so the 401 does not refuse the token. Another host may have chosen the redirect's
    // target, so the token is sent only with a safe method to the original origin. That is the request's one replay.
    private async Task<HttpResponseMessage> FollowRedirectAsync(
        bool async,
        TokenManager manager,
        OriginalRequest original,
        HttpResponseMessage response,
        ReceivedToken? sent,
        Ct ct)
    {
        var request = original.Request;

        // A redirect that changes a POST to a GET removes the body.
        var canRepeat = request.Content is null || original.CanRepeat;

        if (!original.IsSafeAtSameOrigin || !canRepeat)
        {
            return response;
        }

        if (!manager.Settings.AllowedHosts.Allows(request.RequestUri))
        {
            return response;
        }

        if (!manager.TryGet(async, out var header))
        {
            return response;
        }

        var isForThisRequest = sent is { IsForThisRequest: true } && ReferenceEquals(sent.Value.Header, header);
        var replayed = await SendAgainAsync(async, manager, request, response, header, ct).ConfigureAwait(false);

        // Nothing was refused before, so the acceptance of this token ends no pause, just as that of any other request.
        if (IsRefused(request, replayed, header))
        {
            NoteRefusedReplay(async, manager, new ReceivedToken(header, isForThisRequest));
        }

        return replayed;
    }

    private async ValueTask<HttpResponseMessage> ReplayAsync(
        bool async,
        TokenManager manager,
        HttpRequestMessage request,
        HttpResponseMessage refused,
        ReceivedToken token,
        Ct ct)
    {
        var response = await SendAgainAsync(async, manager, request, refused, token.Header, ct).ConfigureAwait(false);

        if (IsRefused(request, response, token.Header))
        {
            NoteRefusedReplay(async, manager, token);
            return response;
        }

        manager.Telemetry.Refused(RefusalOutcomes.Renewed);

        if (Refusals.ShowAcceptance(response.StatusCode))
        {
            manager.NewTokenAccepted();
        }
        else if (token.IsForThisRequest)
        {
            manager.NewTokenInDoubt(token.Header.Snapshot);
        }

        return response;
    }

    private ValueTask<HttpResponseMessage> SendAgainAsync(
        bool async,
        TokenManager manager,
        HttpRequestMessage request,
        HttpResponseMessage unauthorized,
        TokenHeader token,
        Ct ct)
    {
        // Frees the connection: with MaxConnectionsPerServer of 1, the replay would wait for it forever.
        unauthorized.Dispose();
        return SendWithTokenAsync(async, manager, request, token, ct);
    }

    // Whether the response refuses this token, and another one might help.
    private static bool IsRefused(HttpRequestMessage request, HttpResponseMessage response, TokenHeader token) =>
        response.StatusCode is HttpStatusCode.Unauthorized
        && ReferenceEquals(request.Headers.Authorization, token)
        && !Refusals.RuleOutRenewal(response);

    private static void NoteRefusedReplay(bool async, TokenManager manager, ReceivedToken token)
    {
        if (token.IsForThisRequest)
        {
            manager.NewTokenRefused(token.Header.Snapshot);
            manager.Telemetry.Refused(RefusalOutcomes.NewTokenRefused);
            return;
        }

        // The token may be old, so its refusal does not mean that a new one would be refused.
        manager.RenewLater(async, token.Header.Snapshot, pauses: false);
        manager.Telemetry.Refused(RefusalOutcomes.ReplayRefused);
    }
}
