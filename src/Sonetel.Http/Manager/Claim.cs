using System.Diagnostics.CodeAnalysis;

namespace Sonetel.Http;

/// <summary>
/// This process's claim on the account's row: a version that it moves on each second. Whoever sees it stand still for
/// long enough knows that its holder is gone.
/// </summary>
[SuppressMessage(
    "Reliability", "CA1001", Justification = "It has no timer, and a late Cancel must not meet a disposed one.")]
internal sealed class Claim(AccountSettings account, TokenServices services, TokenSet row, long movedAt)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan BetweenDoubts = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDoubt = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _ended = new();
    private long _generation = row.Generation;
    private long _movedAt = movedAt;
    private volatile bool _isLost;

    /// <summary>The row as it stands while the claim holds.</summary>
    public TokenSet Row => row with { Generation = Generation };

    public string Renewer => row.Renewer!;

    /// <summary>Where it stands. The beat and a confirmation may both move it; the store decides between them.</summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>Moves the claim on until it ends.</summary>
    public void StartBeating() => services.Scheduler.Start(static claim => _ = ((Claim)claim!).BeatAsync(), this);

    public void End() => _ended.Cancel();

    /// <summary>
    /// Whether the claim is still this process's, and was moved on a moment ago. Null: the store cannot tell.
    /// </summary>
    public async ValueTask<bool?> ConfirmAsync(bool async)
    {
        var began = services.Time.GetTimestamp();

        for (var pause = TimeSpan.Zero; !_isLost && !WasMovedLately(); pause = BetweenDoubts)
        {
            if (services.Time.GetElapsedTime(began) > LongestDoubt)
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

    // A write that is refused or unknown is followed by a read: the claim is held only while the row says so.
    private async ValueTask MoveOnAsync(bool async)
    {
        var sentAt = services.Time.GetTimestamp();
        var from = Generation;
        var moved = await services.Store.WriteAsync(async, account.Key, row with { Generation = from + 1 }, Ct.None).ConfigureAwait(false);

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
