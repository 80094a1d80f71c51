using System.Net;

namespace Sonetel.Http;

// What becomes of a 401: one renewal and one replay, or the answer as it came.
public sealed partial class SonetelAuthHandler
{
    /// <summary>Handles a 401 that came on the hot path, where the token had been there before the request.</summary>
    internal Task<HttpResponseMessage> RecoverAsync(HttpRequestMessage request, Uri address, HttpResponseMessage response, Ct ct)
    {
        _ = RequestAccount.OptsOut(request, out var account);
        return RecoverAsync(async: true, ManagerOf(account), request, address, response, isForThisRequest: false, ct);
    }

    private async Task<HttpResponseMessage> RecoverAsync(
        bool async, TokenManager manager, HttpRequestMessage request, Uri address, HttpResponseMessage response, bool isForThisRequest, Ct ct)
    {
        // The redirect took our header off, so nobody has seen the token, let alone refused it.
        if (request.Headers.Authorization is null)
        {
            response = await FollowRedirectAsync(async, manager, request, response, ct).ConfigureAwait(false);
            address = request.RequestUri!;
        }

        if (response.StatusCode is not HttpStatusCode.Unauthorized || request.Headers.Authorization is not TokenHeader { Held: var sent } || Challenge.RulesOutRenewal(response))
        {
            return response;
        }

        if (isForThisRequest)
        {
            manager.NewTokenRefused(sent);
            Telemetry.Refused("new token refused");
            return response;
        }

        if (!BodyReplay.CanReplay(request.Content) || !manager.Settings.AllowedHosts.Allows(address))
        {
            manager.RenewLater(async, sent);
            Telemetry.Refused("not replayable");
            return response;
        }

        return await RenewAsync(async, manager, sent, response, ct).ConfigureAwait(false) is { Header: { } renewed } && manager.Settings.AllowedHosts.Allows(address)
            ? await ReplayAsync(async, manager, request, address, response, renewed, ct).ConfigureAwait(false)
            : response;
    }

    private static async ValueTask<TokenSnapshot?> RenewAsync(bool async, TokenManager manager, TokenSnapshot sent, HttpResponseMessage refused, Ct ct)
    {
        try
        {
            return await manager.RenewAsync(async, sent, ct).ConfigureAwait(false);
        }
        catch
        {
            // The caller left and never sees the 401: nobody else gives its connection back.
            refused.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> ReplayAsync(
        bool async, TokenManager manager, HttpRequestMessage request, Uri address, HttpResponseMessage refused, TokenHeader renewed, Ct ct)
    {
        // Its connection goes back to the pool, and with one connection per server the replay would wait for it forever.
        refused.Dispose();
        request.RequestUri = address;
        var response = await SendWithTokenAsync(async, manager, request, renewed, ct).ConfigureAwait(false);

        if (response.StatusCode is HttpStatusCode.Unauthorized && ReferenceEquals(request.Headers.Authorization, renewed))
        {
            manager.NewTokenRefused(renewed.Held);
            Telemetry.Refused("new token refused");
            return response;
        }

        Telemetry.Refused("renewed");

        if (ShowsAcceptance(response.StatusCode))
        {
            manager.NewTokenAccepted();
        }
        else
        {
            manager.NewTokenInDoubt(renewed.Held);
        }

        return response;
    }

    // Whoever is throttled, forbidden or met by a fault may not have had the token looked at.
    private static bool ShowsAcceptance(HttpStatusCode status) =>
        status is < HttpStatusCode.InternalServerError and not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests);

    // To the address, and as the method, that the redirect made of the request: the caller's own was answered already, and may have had its effect.
    private async Task<HttpResponseMessage> FollowRedirectAsync(bool async, TokenManager manager, HttpRequestMessage request, HttpResponseMessage response, Ct ct)
    {
        if (!BodyReplay.CanReplay(request.Content) || !manager.TryGet(async, out var token) || !manager.Settings.AllowedHosts.Allows(request.RequestUri))
        {
            return response;
        }

        response.Dispose();
        return await SendWithTokenAsync(async, manager, request, token, ct).ConfigureAwait(false);
    }
}
