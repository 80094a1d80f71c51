namespace Sonetel.Http;

/// <summary>Waits for a response no longer than one may: a handler of the user's own may not listen to its token.</summary>
internal static class InTime
{
    /// <param name="sending">The request that is on.</param>
    /// <param name="ending">How long it has to end after a cancellation, because the next request may begin at once then. After a timeout it has no time left.</param>
    /// <param name="time">The clock.</param>
    /// <param name="bounded">Ends the wait.</param>
    /// <param name="ct">The part of <paramref name="bounded"/> that is no timeout.</param>
    public static async Task<HttpResponseMessage> WaitAsync(Task<HttpResponseMessage> sending, TimeSpan ending, TimeProvider time, Ct bounded, Ct ct)
    {
        try
        {
            return await sending.WaitAsync(bounded).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            var ended = GiveBackAsync(sending);
            await (ct.IsCancellationRequested ? ended.WaitAsync(ending, time, Ct.None) : Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private static async Task GiveBackAsync(Task<HttpResponseMessage> late)
    {
        try
        {
            (await late.ConfigureAwait(false)).Dispose();
        }
        catch (Exception)
        {
            // Whoever waited was told already.
        }
    }
}
