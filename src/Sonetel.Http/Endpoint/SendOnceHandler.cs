namespace Sonetel.Http;

/// <summary>
/// Sends a request that is marked with <see cref="SingleSend"/> only once, so that no retry or hedging handler of the
/// user sends a refresh token twice. Each further attempt receives the outcome of the first. This is the innermost
/// handler of the token client's pipeline.
/// </summary>
internal sealed class SendOnceHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
    {
        if (SingleSend.Of(request) is not { } single)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        if (single.TryStart())
        {
            _ = RunAsync(async: true, request, single);
        }

        // The timeout of a user's handler ends this wait, but not the request.
        var response = await single.Outcome!.WaitAsync(cancellationToken).ConfigureAwait(false);
        return response.ToMessage(request);
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, Ct cancellationToken)
    {
        if (SingleSend.Of(request) is not { } single)
        {
            return base.Send(request, cancellationToken);
        }

        if (single.TryStart())
        {
            RunAsync(async: false, request, single).GetAwaiter().GetResult();
        }

        var outcome = single.Outcome!;
        Task.WaitAny([outcome], cancellationToken);
        return outcome.GetAwaiter().GetResult().ToMessage(request);
    }

    private async Task RunAsync(bool async, HttpRequestMessage request, SingleSend single)
    {
        try
        {
            var response = async
                ? await base.SendAsync(request, single.Ct).ConfigureAwait(false)
                : base.Send(request, single.Ct);
            single.Complete(await ResponseCopy.ReadAsync(async, response, single.Ct).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            single.Fail(e);
        }
    }
}
