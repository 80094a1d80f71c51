using System.Net;

namespace Sonetel.Http;

/// <summary>Attaches an account's token to each request that may have one, and replays a request once whose token was
/// refused.</summary>
/// <remarks>Holds no state of its own, so that <c>HttpClientFactory</c> may make and drop handlers as it likes. Added
/// by <c>AddSonetelAuthHandler</c>.</remarks>
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
        return response.StatusCode is HttpStatusCode.Unauthorized
            ? RecoverAsync(async: false, manager, original, response, sent: null, cancellationToken).GetAwaiter().GetResult()
            : response;
    }

    // The hot path where the response is not there at once. Whatever these methods hold, each pending request pays for.
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

    // A handler below may have put another body in the place of the first, so a request that has one holds it as well.
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

        // The token may be of options that came meanwhile, and with them other hosts.
        if (!IsAllowed(manager, request))
        {
            return await PassOnAsync(async, request, ct).ConfigureAwait(false);
        }

        // Basic is never renewed, so its bodies are never sent again.
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

    // A server that does not know our question gets the body without it (RFC 9110 §10.1.1); not one that a redirect led
    // to, to which no token may go.
    private static bool IsUnknownExpectation(
        HttpResponseMessage response, OriginalRequest original, TokenHeader token) =>
        response.StatusCode is HttpStatusCode.ExpectationFailed
        && ReferenceEquals(original.Request.Headers.Authorization, token)
        && original.CanRepeat;

    // Whether the hot path will do: nothing to prepare in the request, nothing to ask about the response.
    private static bool IsPlain(HttpRequestMessage request, AccountSettings settings) =>
        RepeatableBody.Is(request.Content) && settings.Options.IsRefusal is null;

    private async ValueTask<HttpResponseMessage> SendWithTokenAsync(
        bool async, TokenManager manager, HttpRequestMessage request, TokenHeader token, Ct ct)
    {
        Attach(manager, request, token);
        var response = await PassOnAsync(async, request, ct).ConfigureAwait(false);

        // A redirect to another place took the token off: whatever the response says, it is not about the token.
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
