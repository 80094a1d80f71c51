using System.Net;

namespace Sonetel.Http;

/// <summary>
/// Attaches an account's access token to each request to an allowed host, and sends a request once more with a renewed
/// token after a 401.
/// </summary>
/// <remarks>
/// The handler is stateless, so <c>HttpClientFactory</c> may recycle it at any time. It is added by
/// <c>AddSonetelAuthHandler</c>.
/// </remarks>
public sealed partial class SonetelAuthHandler : DelegatingHandler
{
    private readonly TokenManagers _managers;
    private readonly DisallowedHostWarnings _disallowedHosts;
    private TokenManager? _own;

    internal SonetelAuthHandler(TokenManagers managers, DisallowedHostWarnings disallowedHosts, string account)
    {
        _managers = managers;
        _disallowedHosts = disallowedHosts;
        Account = account;
    }

    internal string Account { get; }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
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
        var (address, body) = (request.RequestUri!, request.Content);
        var sending = base.SendAsync(request, cancellationToken);

        if (sending.IsCompletedSuccessfully && sending.Result.StatusCode is not HttpStatusCode.Unauthorized)
        {
            return sending;
        }

        return body is null
            ? AwaitAsync(request, address, sending, cancellationToken)
            : AwaitAsync(request, address, body, sending, cancellationToken);
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        if (ManagerFor(request, out var settings) is not { } manager)
        {
            return base.Send(request, cancellationToken);
        }

        if (!IsPlain(request, settings!)
            || !manager.TryGet(async: false, out var token)
            || manager.Settings != settings)
        {
            return SendSlowlyAsync(async: false, manager, request, cancellationToken).GetAwaiter().GetResult();
        }

        Attach(manager, request, token);
        var original = OriginalRequest.Of(request);
        var response = base.Send(request, cancellationToken);

        if (response.StatusCode is not HttpStatusCode.Unauthorized)
        {
            return response;
        }

        var recovering = RecoverAsync(async: false, manager, original, response, sent: null, cancellationToken);
        return recovering.GetAwaiter().GetResult();
    }

    // The hot path for a response that is not available at once. Each local here costs memory for
    // every pending request.
    private async Task<HttpResponseMessage> AwaitAsync(
        HttpRequestMessage request, Uri address, Task<HttpResponseMessage> sending, Ct ct)
    {
        var response = await sending.ConfigureAwait(false);

        if (response.StatusCode is HttpStatusCode.Unauthorized)
        {
            return await RecoverAsync(request, address, body: null, response, ct).ConfigureAwait(false);
        }

        return response;
    }

    // Keeps the original body as well, because an inner handler may replace the request's content.
    private async Task<HttpResponseMessage> AwaitAsync(
        HttpRequestMessage request, Uri address, HttpContent body, Task<HttpResponseMessage> sending, Ct ct)
    {
        var response = await sending.ConfigureAwait(false);

        if (response.StatusCode is HttpStatusCode.Unauthorized)
        {
            return await RecoverAsync(request, address, body, response, ct).ConfigureAwait(false);
        }

        return response;
    }

    private async Task<HttpResponseMessage> SendSlowlyAsync(
        bool async, TokenManager manager, HttpRequestMessage request, Ct ct)
    {
        var token = manager.TryGet(async, out var header)
            ? new ReceivedToken(header, IsForThisRequest: false)
            : await manager.WaitAsync(async, ct).ConfigureAwait(false);

        // The options, and with them AllowedHosts, may have changed during the wait.
        if (!IsAllowed(manager, request))
        {
            return await PassOnAsync(async, request, ct).ConfigureAwait(false);
        }

        // Basic credentials are never renewed, so the body is never sent again.
        using var recording = manager.Settings.IsStatic ? null : BodyRecording.Begin(request, manager.Settings.Options);
        var original = OriginalRequest.Of(request);
        var response = await SendWithTokenAsync(async, manager, request, token.Header, ct).ConfigureAwait(false);

        if (recording is { AsksFirst: true } && IsUnknownExpectation(response, original, token.Header))
        {
            response.Dispose();
            recording.StopAsking();
            original.Restore();
            response = await SendWithTokenAsync(async, manager, request, token.Header, ct).ConfigureAwait(false);
        }

        return response.StatusCode is HttpStatusCode.Unauthorized
            ? await RecoverAsync(async, manager, original, response, token, ct).ConfigureAwait(false)
            : response;
    }

    // A server that rejects Expect: 100-continue receives the request without it (RFC 9110 §10.1.1), unless a redirect
    // led to that server and removed the token.
    private static bool IsUnknownExpectation(
        HttpResponseMessage response, OriginalRequest original, TokenHeader token) =>
        response.StatusCode is HttpStatusCode.ExpectationFailed
        && ReferenceEquals(original.Request.Headers.Authorization, token)
        && original.CanRepeat;

    // Whether the hot path is enough: there is no body to record and no IsRefusal to call.
    private static bool IsPlain(HttpRequestMessage request, AccountSettings settings) =>
        RepeatableBody.Is(request.Content) && settings.Options.IsRefusal is null;

    private async ValueTask<HttpResponseMessage> SendWithTokenAsync(
        bool async, TokenManager manager, HttpRequestMessage request, TokenHeader token, Ct ct)
    {
        Attach(manager, request, token);
        var response = await PassOnAsync(async, request, ct).ConfigureAwait(false);

        // If a redirect removed the token, the response says nothing about it.
        if (response.StatusCode is HttpStatusCode.Unauthorized || request.Headers.Authorization is null)
        {
            return response;
        }

        return manager.Settings.Options.IsRefusal is { } isRefusal
            ? await Refusals.UncoverAsync(async, response, isRefusal, ct).ConfigureAwait(false)
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
