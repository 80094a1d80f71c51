using System.Net;

namespace Sonetel.Http;

// What becomes of a 401: one renewal and one replay, or the response as it came.
public sealed partial class SonetelAuthHandler
{
    // For a token that had been there before the request.
    private Task<HttpResponseMessage> RecoverAsync(
        HttpRequestMessage request, Uri address, HttpContent? body, HttpResponseMessage response, Ct ct)
    {
        _ = RequestAccount.OptsOut(request, out var account);
        var original = new OriginalRequest(request, address, body);
        return RecoverAsync(async: true, ManagerOf(account), original, response, sent: null, ct);
    }

    // The token is the one in the request, unless it was waited for: then it is sent.
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
            // Whether the next token helps, no replay will show: an endpoint that refuses each upload must not become a
            // storm.
            manager.RenewLater(async, refused);
            manager.NewTokenInDoubt(refused);
            manager.Telemetry.Refused(RefusalOutcomes.NotReplayable);
            return response;
        }

        var received = await RenewAsync(async, manager, refused, response, ct).ConfigureAwait(false);

        // The renewal may have come with new options, and with them other hosts.
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
            // The caller left and never sees the 401: nobody else gives its connection back.
            response.Dispose();
            throw;
        }
    }

    // A redirect took our header off, so nobody has seen the token, let alone refused it. The address may be of a
    // foreign host's choice, so the token goes there only where it can do no harm; the request's one replay is used up
    // by that.
    private async Task<HttpResponseMessage> FollowRedirectAsync(
        bool async,
        TokenManager manager,
        OriginalRequest original,
        HttpResponseMessage response,
        ReceivedToken? sent,
        Ct ct)
    {
        var request = original.Request;

        // A redirect that makes a GET of a POST takes the body off.
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
        var token = new ReceivedToken(header, isForThisRequest);
        return await ReplayAsync(async, manager, request, response, token, ct).ConfigureAwait(false);
    }

    private async ValueTask<HttpResponseMessage> ReplayAsync(
        bool async,
        TokenManager manager,
        HttpRequestMessage request,
        HttpResponseMessage refused,
        ReceivedToken token,
        Ct ct)
    {
        // Its connection goes back to the pool: with one connection per server, the replay would wait for it forever.
        refused.Dispose();
        var response = await SendWithTokenAsync(async, manager, request, token.Header, ct).ConfigureAwait(false);
        var isUnauthorized = response.StatusCode is HttpStatusCode.Unauthorized;
        var isOurs = ReferenceEquals(request.Headers.Authorization, token.Header);

        if (isUnauthorized && isOurs && !Refusals.RuleOutRenewal(response))
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

    private static void NoteRefusedReplay(bool async, TokenManager manager, ReceivedToken token)
    {
        if (token.IsForThisRequest)
        {
            manager.NewTokenRefused(token.Header.Snapshot);
            manager.Telemetry.Refused(RefusalOutcomes.NewTokenRefused);
            return;
        }

        // Others may have held it for long, so its refusal says nothing against the next one.
        manager.RenewLater(async, token.Header.Snapshot);
        manager.Telemetry.Refused(RefusalOutcomes.ReplayRefused);
    }
}
