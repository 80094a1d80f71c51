namespace Sonetel.Http;

/// <summary>Waits on the library's clock, asynchronously or by blocking.</summary>
internal static class Wait
{
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public static async ValueTask ForAsync(bool async, TimeSpan delay, TimeProvider time, Ct ct)
    {
        if (delay <= TimeSpan.Zero)
        {
            return;
        }

        // Not Task.Delay, which continues on the pool after a cancellation; the simulation in the tests
        // needs one thread.
        var elapsed = new TaskCompletionSource();
        using var cancelling = ct.UnsafeRegister(
            static (waiting, ct) => ((TaskCompletionSource)waiting!).TrySetCanceled(ct), elapsed);
        using var timer = time.CreateTimer(
            static waiting => ((TaskCompletionSource)waiting!).TrySetResult(), elapsed, delay, Timeout.InfiniteTimeSpan);

        if (async)
        {
            await elapsed.Task.ConfigureAwait(false);
        }
        else
        {
            elapsed.Task.GetAwaiter().GetResult();
        }
    }
}
