using System.Net;

namespace Sonetel.Http;

/// <summary>Attaches an account's token to each request that may have one, and replays a request once whose token was refused.</summary>
/// <remarks>Holds no state of its own, so that <c>HttpClientFactory</c> may make and drop handlers as it likes. Added by <c>AddSonetelAuthHandler</c>.</remarks>
public sealed partial class SonetelAuthHandler : DelegatingHandler
{
    private readonly TokenManagers _managers;
    private readonly DisallowedHostWarnings _bareHosts;
    private TokenManager? _own;

    internal SonetelAuthHandler(TokenManagers managers, DisallowedHostWarnings bareHosts, string account)
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

        if (!IsPlain(request, settings!) || !manager.TryGet(async: true, out var token) || manager.Settings != settings)
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

        if (!IsPlain(request, settings!) || !manager.TryGet(async: false, out var token) || manager.Settings != settings)
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

    private async Task<HttpResponseMessage> SendSlowlyAsync(bool async, TokenManager manager, HttpRequestMessage request, Ct ct)
    {
        var isForThisRequest = !manager.TryGet(async, out var token);

        if (isForThisRequest)
        {
            var held = await manager.WaitAsync(async, ct).ConfigureAwait(false);
            (token, isForThisRequest) = (held.Header, held.IsNew);
        }

        // After the token is there: a body that waits in memory, or is begun, for a token that never comes is lost for nothing. Basic is never renewed, so its bodies
        // are never sent again.
        var asksFirst = !manager.Settings.IsStatic && await BodyReplay.PrepareAsync(async, request, manager.Settings.Options, ct).ConfigureAwait(false);

        // The token may be of options that came meanwhile, and with them other hosts.
        if (!IsAllowed(manager, request))
        {
            return await PassOnAsync(async, request, ct).ConfigureAwait(false);
        }

        var address = request.RequestUri!;
        var response = await SendWithTokenAsync(async, manager, request, token!, ct).ConfigureAwait(false);

        // A server that does not know our question gets the body without it (RFC 9110 §10.1.1); not one that a redirect led to, to which no token may go.
        if (asksFirst && response.StatusCode is HttpStatusCode.ExpectationFailed && ReferenceEquals(request.Headers.Authorization, token) && BodyReplay.CanReplay(request.Content))
        {
            response.Dispose();
            request.Headers.ExpectContinue = null;
            response = await SendWithTokenAsync(async, manager, request, token!, ct).ConfigureAwait(false);
        }

        return response.StatusCode is HttpStatusCode.Unauthorized
            ? await RecoverAsync(async, manager, request, address, response, isForThisRequest, ct).ConfigureAwait(false)
            : response;
    }

    // Whether the hot path will do: nothing to prepare in the request, nothing to ask about the answer.
    private static bool IsPlain(HttpRequestMessage request, AccountSettings settings) =>
        (request.Content is not { } body || BodyReplay.IsRepeatable(body)) && settings.Options.IsRefusal is null;

    private async ValueTask<HttpResponseMessage> SendWithTokenAsync(bool async, TokenManager manager, HttpRequestMessage request, TokenHeader token, Ct ct)
    {
        Attach(manager, request, token);
        var response = await PassOnAsync(async, request, ct).ConfigureAwait(false);

        // A redirect to another place took the token off: whatever the answer says, it is not about the token.
        return manager.Settings.Options.IsRefusal is { } isRefusal && response.StatusCode is not HttpStatusCode.Unauthorized && request.Headers.Authorization is not null
            ? await HiddenRefusal.UncoverAsync(async, response, isRefusal, ct).ConfigureAwait(false)
            : response;
    }

    private async ValueTask<HttpResponseMessage> PassOnAsync(bool async, HttpRequestMessage request, Ct ct) =>
        async ? await base.SendAsync(request, ct).ConfigureAwait(false) : base.Send(request, ct);

    private static void Attach(TokenManager manager, HttpRequestMessage request, TokenHeader token)
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
