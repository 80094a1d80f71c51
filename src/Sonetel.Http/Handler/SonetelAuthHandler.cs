using System.Net;

namespace Sonetel.Http;

/// <summary>Attaches an account's token to each request that may have one, and replays a request once whose token was refused.</summary>
/// <remarks>Holds no state of its own, so that <c>HttpClientFactory</c> may make and drop handlers as it likes. Added by <c>AddSonetelAuthHandler</c>.</remarks>
public sealed class SonetelAuthHandler : DelegatingHandler
{
    private readonly TokenManagers _managers;
    private readonly BareHosts _bareHosts;
    private TokenManager? _own;

    internal SonetelAuthHandler(TokenManagers managers, BareHosts bareHosts, string account)
    {
        _managers = managers;
        _bareHosts = bareHosts;
        Account = account;
    }

    internal string Account { get; }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        if (ManagerFor(request, out var settings) is not { } manager)
        {
            return base.SendAsync(request, cancellationToken);
        }

        if ((request.Content is { } body && !BodyReplay.IsRepeatable(body)) || !manager.TryGet(async: true, out var token) || manager.Settings != settings)
        {
            return SendSlowlyAsync(async: true, manager, request, cancellationToken);
        }

        Attach(manager, request, token);
        var address = request.RequestUri!;
        var sending = base.SendAsync(request, cancellationToken);
        return sending.IsCompletedSuccessfully && sending.Result.StatusCode is not HttpStatusCode.Unauthorized
            ? sending
            : PendingSend.Start(this, request, address, sending, cancellationToken);
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        if (ManagerFor(request, out var settings) is not { } manager)
        {
            return base.Send(request, cancellationToken);
        }

        if ((request.Content is { } body && !BodyReplay.IsRepeatable(body)) || !manager.TryGet(async: false, out var token) || manager.Settings != settings)
        {
            return SendSlowlyAsync(async: false, manager, request, cancellationToken).GetAwaiter().GetResult();
        }

        Attach(manager, request, token);
        var address = request.RequestUri!;
        var response = base.Send(request, cancellationToken);
        return response.StatusCode is HttpStatusCode.Unauthorized
            ? RecoverAsync(async: false, manager, request, address, response, isForThisRequest: false, cancellationToken).GetAwaiter().GetResult()
            : response;
    }

    /// <summary>Handles a 401 that came on the hot path, where the token had been there before the request.</summary>
    internal Task<HttpResponseMessage> RecoverAsync(HttpRequestMessage request, Uri address, HttpResponseMessage response, Ct ct)
    {
        _ = RequestAccount.IsBare(request, out var account);
        return RecoverAsync(async: true, ManagerOf(account), request, address, response, isForThisRequest: false, ct);
    }

    private async Task<HttpResponseMessage> SendSlowlyAsync(bool async, TokenManager manager, HttpRequestMessage request, Ct ct)
    {
        var isForThisRequest = !manager.TryGet(async, out var token);

        if (isForThisRequest)
        {
            var held = await manager.WaitAsync(async, ct).ConfigureAwait(false);
            (token, isForThisRequest) = (held.Header, held.IsNew);
        }

        // After the token is there: a body that waits in memory, or is begun, for a token that never comes is lost for nothing.
        await BodyReplay.PrepareAsync(async, request, manager.Settings.Options, ct).ConfigureAwait(false);

        // The token may be of options that came meanwhile, and with them other hosts.
        if (!IsAllowed(manager, request))
        {
            return await PassOnAsync(async, request, ct).ConfigureAwait(false);
        }

        Attach(manager, request, token!);
        var address = request.RequestUri!;
        var response = await PassOnAsync(async, request, ct).ConfigureAwait(false);
        return response.StatusCode is HttpStatusCode.Unauthorized
            ? await RecoverAsync(async, manager, request, address, response, isForThisRequest, ct).ConfigureAwait(false)
            : response;
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

        if (response.StatusCode is not HttpStatusCode.Unauthorized || request.Headers.Authorization is not TokenAuthorization { Held: var sent } || Challenge.RulesOutRenewal(response))
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

    private static async ValueTask<HeldToken?> RenewAsync(bool async, TokenManager manager, HeldToken sent, HttpResponseMessage refused, Ct ct)
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
        bool async, TokenManager manager, HttpRequestMessage request, Uri address, HttpResponseMessage refused, TokenAuthorization renewed, Ct ct)
    {
        // Its connection goes back to the pool, and with one connection per server the replay would wait for it forever.
        refused.Dispose();
        request.RequestUri = address;
        Attach(manager, request, renewed);
        var response = await PassOnAsync(async, request, ct).ConfigureAwait(false);

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
        Attach(manager, request, token);
        return await PassOnAsync(async, request, ct).ConfigureAwait(false);
    }

    private async ValueTask<HttpResponseMessage> PassOnAsync(bool async, HttpRequestMessage request, Ct ct) =>
        async ? await base.SendAsync(request, ct).ConfigureAwait(false) : base.Send(request, ct);

    private TokenManager ManagerOf(string? account) => account is null ? _own ??= _managers.Get(Account) : _managers.Get(account);

    // A caller's own header is left alone; one of ours is left from an outer retry of the same request.
    private TokenManager? ManagerFor(HttpRequestMessage request, out AccountSettings? settings)
    {
        settings = null;
        var authorization = request.Headers.Authorization;

        if (authorization is not null and not TokenAuthorization)
        {
            return null;
        }

        if (RequestAccount.IsBare(request, out var account))
        {
            request.Headers.Authorization = null;
            return null;
        }

        var manager = ManagerOf(account);
        settings = manager.Settings;

        if (settings.AllowedHosts.Allows(request.RequestUri))
        {
            return manager;
        }

        GoBare(request, settings);
        return null;
    }

    private bool IsAllowed(TokenManager manager, HttpRequestMessage request)
    {
        var settings = manager.Settings;

        if (settings.AllowedHosts.Allows(request.RequestUri))
        {
            return true;
        }

        GoBare(request, settings);
        return false;
    }

    private void GoBare(HttpRequestMessage request, AccountSettings settings)
    {
        request.Headers.Authorization = null;
        _bareHosts.Warn(request.RequestUri, settings.Name);
    }

    private static void Attach(TokenManager manager, HttpRequestMessage request, TokenAuthorization token)
    {
        request.Headers.Authorization = token;

        foreach (var (name, value) in manager.Settings.RequestHeaders)
        {
            if (!request.Headers.NonValidated.Contains(name))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }
}
