namespace Sonetel.Http;

/// <summary>Waits for a time of the library's clock.</summary>
internal static class Wait
{
    public static async ValueTask ForAsync(bool async, TimeSpan delay, TimeProvider time, Ct ct)
    {
        if (delay <= TimeSpan.Zero)
        {
            return;
        }

        // A cancelled delay continues on the pool, a cancelled wait on the thread that cancels.
        var waiting = Task.Delay(delay, time, Ct.None).WaitAsync(ct);

        if (async)
        {
            await waiting.ConfigureAwait(false);
        }
        else
        {
            waiting.Wait(ct);
        }
    }
}
