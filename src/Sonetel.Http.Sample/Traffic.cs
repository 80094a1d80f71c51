namespace Sonetel.Http.Sample;

/// <summary>Makes parallel calls and counts them.</summary>
internal sealed class Traffic(AccountClient accounts)
{
    private const int Callers = 20;

    private int _calls;
    private int _failed;

    public int Calls => _calls;

    public int Failed => _failed;

    /// <summary>Makes calls for <paramref name="duration"/>; each caller waits for one call before the next.</summary>
    public async Task FlowAsync(TimeSpan duration, Ct ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        end.CancelAfter(duration);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => CallUntilAsync(end.Token, ct)));
    }

    public async Task CallAsync(Ct ct)
    {
        Interlocked.Increment(ref _calls);

        try
        {
            await accounts.GetAccountAsync(ct);
        }
        catch (HttpRequestException)
        {
            Interlocked.Increment(ref _failed);
        }
    }

    private async Task CallUntilAsync(Ct end, Ct ct)
    {
        while (!end.IsCancellationRequested)
        {
            await CallAsync(ct);
            await Task.Delay(TimeSpan.FromMilliseconds(5), ct);
        }
    }
}
