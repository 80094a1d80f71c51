namespace Sonetel.Http;

/// <summary>
/// Waits for a task until the caller's token is cancelled, because code of the user may ignore its cancellation token.
/// </summary>
internal static class LateResult
{
    /// <summary>Waits for a result.</summary>
    /// <param name="async">Whether the caller awaits; otherwise its thread blocks.</param>
    /// <param name="pending">The task to wait for.</param>
    /// <param name="late">
    /// Receives a result that arrives after the wait has ended, for example to dispose it. A late exception is ignored.
    /// </param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait or the task was cancelled.</exception>
    public static async ValueTask<T> WaitAsync<T>(bool async, ValueTask<T> pending, Action<T>? late, Ct ct)
    {
        if (pending.IsCompleted)
        {
            return await pending.ConfigureAwait(false);
        }

        var task = pending.AsTask();

        try
        {
            return async ? await task.WaitAsync(ct).ConfigureAwait(false) : Block(task, ct);
        }
        catch (OperationCanceledException)
        {
            _ = HandOverAsync(task, late);
            throw;
        }
    }

    private static T Block<T>(Task<T> task, Ct ct)
    {
        Task.WaitAny([task], ct);
        return task.GetAwaiter().GetResult();
    }

    private static async Task HandOverAsync<T>(Task<T> task, Action<T>? late)
    {
        try
        {
            var result = await task.ConfigureAwait(false);
            late?.Invoke(result);
        }
        catch (Exception)
        {
            // The caller has already received the cancellation.
        }
    }
}
