using System.Diagnostics.CodeAnalysis;

namespace Sonetel.Http;

/// <summary>
/// This process's claim on the account's row. The holder increments the row's generation every second; other processes
/// consider a claim abandoned when its generation has not changed for long enough.
/// </summary>
[SuppressMessage(
    "Reliability", "CA1001", Justification = "It has no timer, and a late Cancel must not meet a disposed one.")]
internal sealed class Claim(AccountSettings account, TokenServices services, TokenSet row, long movedAt)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan ConfirmationPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestConfirmation = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _ended = new();
    private long _generation = row.Generation;
    private long _movedAt = movedAt;
    private volatile bool _isLost;

    /// <summary>The row with the claim and its current generation.</summary>
    public TokenSet Row => row with { Generation = Generation };

    public string Renewer => row.Renewer!;

    /// <summary>
    /// The claim's current generation. The heartbeat and a confirmation may increment it at the same time; the store's
    /// conditional write accepts one of them.
    /// </summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>Increments the generation every second until <see cref="End"/>.</summary>
    public void StartBeating() => services.Scheduler.Start(static claim => _ = ((Claim)claim!).BeatAsync(), this);

    public void End() => _ended.Cancel();

    /// <summary>
    /// Makes sure before a token request that the claim was written within the last 1.5 s, and is still this process's.
    /// </summary>
    /// <returns>Whether the claim is still held; null if the store cannot be reached.</returns>
    public async ValueTask<bool?> ConfirmAsync(bool async)
    {
        var began = services.Time.GetTimestamp();

        for (var pause = TimeSpan.Zero; !_isLost && !WasMovedLately(); pause = ConfirmationPause)
        {
            if (services.Time.GetElapsedTime(began) > LongestConfirmation)
            {
                return null;
            }

            await Wait.ForAsync(async, pause, services.Time, Ct.None).ConfigureAwait(false);
            await MoveOnAsync(async).ConfigureAwait(false);
        }

        return !_isLost;
    }

    private async Task BeatAsync()
    {
        try
        {
            while (!_isLost)
            {
                await Wait.ForAsync(async: true, Beat, services.Time, _ended.Token).ConfigureAwait(false);
                await MoveOnAsync(async: true).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The renewal has ended.
        }
    }

    // After a write that was rejected, or whose outcome is unknown, the row shows whether the claim is still held.
    private async ValueTask MoveOnAsync(bool async)
    {
        var sentAt = services.Time.GetTimestamp();
        var from = Generation;
        var next = row with { Generation = from + 1 };
        var moved = await services.Store.WriteAsync(async, account.Key, next, Ct.None).ConfigureAwait(false);

        if (moved.Outcome is StoreWrite.Taken)
        {
            MovedTo(from + 1, sentAt);
            return;
        }

        var read = await services.Store.ReadAsync(async, account.Key, Ct.None).ConfigureAwait(false);

        if (!read.IsKnown || _ended.IsCancellationRequested)
        {
            return;
        }

        if (read.Tokens?.Renewer != Renewer || read.Tokens.Generation < from)
        {
            _isLost = true;
        }
        else if (read.Tokens.Generation > from)
        {
            MovedTo(read.Tokens.Generation, sentAt);
        }
    }

    private void MovedTo(long generation, long at)
    {
        Volatile.Write(ref _generation, Math.Max(Generation, generation));
        Volatile.Write(ref _movedAt, at);
    }

    private bool WasMovedLately() => services.Time.GetElapsedTime(Volatile.Read(ref _movedAt)) <= Recent;
}
