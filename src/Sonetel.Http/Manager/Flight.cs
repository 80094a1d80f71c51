namespace Sonetel.Http;

/// <summary>One renewal that any number of callers wait for. Each may leave alone; the flight goes on.</summary>
internal sealed class Flight(AccountSettings settings) : IDisposable
{
    // The callers go on elsewhere: one that blocks must not hold up those behind it.
    private readonly TaskCompletionSource<Landing> _landing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _cancellation = new();

    public AccountSettings Settings { get; } = settings;

    public Task<Landing> Landed => _landing.Task;

    public Ct Ct => _cancellation.Token;

    public static Flight AlreadyLanded(AccountSettings settings, Landing landing)
    {
        var flight = new Flight(settings);
        flight.Land(landing);
        return flight;
    }

    public async ValueTask<Landing> WaitAsync(bool async, Ct ct)
    {
        if (async)
        {
            return await Landed.WaitAsync(ct).ConfigureAwait(false);
        }

        Landed.Wait(ct);
        return Landed.Result;
    }

    public void Land(Landing landing) => _landing.TrySetResult(landing);

    public void Cancel() => _cancellation.Cancel();

    public void Dispose() => _cancellation.Dispose();
}
