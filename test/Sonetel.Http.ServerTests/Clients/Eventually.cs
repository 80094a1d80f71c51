namespace Sonetel.Http.ServerTests;

/// <summary>Waits for what another thread or process brings about; <c>[CancelAfter]</c> bounds it.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static async Task HoldsAsync(Func<bool> condition, Ct ct)
    {
        while (!condition())
        {
            await Task.Delay(Pause, ct);
        }
    }
}
