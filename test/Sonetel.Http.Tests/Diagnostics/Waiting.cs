using Microsoft.Extensions.Time.Testing;

namespace Sonetel.Http.Tests.Diagnostics;

internal static class Waiting
{
    /// <summary>Waits for something that itself waits for the fake clock.</summary>
    public static async Task<T> WaitWhileAdvancing<T>(this Task<T> task, FakeTimeProvider time, Ct ct)
    {
        while (!task.IsCompleted)
        {
            ct.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromMilliseconds(50));

            // Other threads wait for that clock, and have to be given the time to see it.
            await Task.WhenAny(task, Task.Delay(1, ct));
        }

        return await task;
    }
}
