namespace Sonetel.Http;

/// <summary>Waits for a task no longer than the caller may, because code of the user's own may ignore its cancellation
/// token.</summary>
internal static class LateResult
{
    /// <param name="async">Whether the caller awaits; otherwise its thread blocks.</param>
    /// <param name="pending">What is waited for.</param>
    /// <param name="late">Receives a result that comes after the wait was given up, to dispose it for example. A late
    /// failure is swallowed.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was given up, or the task was cancelled.</exception>
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
            // The caller was told already that there is no result.
        }
    }
}
