namespace Sonetel.Http;

/// <summary>
/// Sends one request and reads its response within a time limit, even if handlers or streams ignore cancellation.
/// </summary>
internal sealed class TokenTransport(TokenClients clients, TimeProvider time)
{
    /// <param name="async">Whether the caller awaits; otherwise the request is sent by <c>HttpClient.Send</c>.</param>
    /// <param name="account">The account whose client sends the request.</param>
    /// <param name="request">The request.</param>
    /// <param name="once">Whether the request may be sent only once, because it carries a refresh token.</param>
    /// <param name="limit">How long the request may take, its response included.</param>
    /// <param name="ct">Cancels the request.</param>
    public async ValueTask<ReceivedResponse> SendAsync(
        bool async, AccountSettings account, HttpRequestMessage request, bool once, TimeSpan limit, Ct ct)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, ct);
        var single = once ? SingleSend.Mark(request, bounded.Token) : null;

        try
        {
            using var client = clients.Create(account.Name);

            // HttpClient does not apply its default version to a request that is passed to it; Send
            // supports only HTTP/1.1.
            if (async)
            {
                (request.Version, request.VersionPolicy) = (client.DefaultRequestVersion, client.DefaultVersionPolicy);
            }

            var exchange = async
                ? ExchangeAsync(async: true, client, request, bounded.Token)
                : OnOwnThread(() => ExchangeAsync(async: false, client, request, bounded.Token));
            return await WaitAsync(async, exchange, account, request, single, bounded.Token, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            var isSent = single is null || single.Outcome is not null;
            throw timeout.IsCancellationRequested
                ? TokenRequestErrors.TimedOut(account, request.RequestUri!, limit, isSent)
                : TokenRequestErrors.NoResponse(account, request.RequestUri!, e, isSent);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new OperationCanceledException("The token request was cancelled.", e, ct);
        }
    }

    private async ValueTask<ReceivedResponse> WaitAsync(
        bool async,
        Task<ReceivedResponse> exchange,
        AccountSettings account,
        HttpRequestMessage request,
        SingleSend? single,
        Ct bounded,
        Ct ct)
    {
        try
        {
            var receiving = new ValueTask<ReceivedResponse>(exchange);
            return await LateResult.WaitAsync(async, receiving, Close, bounded).ConfigureAwait(false);
        }
        catch (Exception) when (single?.Outcome is not null && !bounded.IsCancellationRequested)
        {
            // A handler of the user's gave up, for example after a timeout of its own, but the request continues
            // or has completed.
            var outcome = new ValueTask<ResponseCopy>(single.Outcome);
            var copy = await LateResult.WaitAsync(async, outcome, late: null, bounded).ConfigureAwait(false);
            return await ReceivedResponse.ReadAsync(async, copy.ToMessage(request), bounded).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // After a cancellation, wait this long for the request to finish, so that two never overlap. A refresh
            // request continues even if the user's handlers have given up.
            var ending = single?.Outcome is { } sent ? Task.WhenAll(exchange, sent) : exchange;
            await EndAsync(async, ending, account.Options.TokenRequestTimeout).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<ReceivedResponse> ExchangeAsync(
        bool async, HttpClient client, HttpRequestMessage request, Ct ct)
    {
        var response = async
            ? await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false)
            : client.Send(request, HttpCompletionOption.ResponseHeadersRead, ct);
        return await ReceivedResponse.ReadAsync(async, response, ct).ConfigureAwait(false);
    }

    // A handler or stream that ignores its cancellation token blocks this thread, and not the account's.
    private static Task<ReceivedResponse> OnOwnThread(Func<Task<ReceivedResponse>> exchange) =>
        Task.Factory.StartNew(exchange, Ct.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    private async ValueTask EndAsync(bool async, Task exchange, TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit, time);

        // Reads the exception, so that it counts as observed.
        var ended = exchange.ContinueWith(
            static exchange => exchange.Exception is null,
            Ct.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

        try
        {
            await LateResult.WaitAsync(async, new ValueTask<bool>(ended), late: null, timeout.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The request did not end in time; its outcome is ignored.
        }
    }

    private static void Close(ReceivedResponse response) => response.Dispose();
}
