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
    private static readonly TimeSpan LongestDoubt = TimeSpan.FromSeconds(20);

    private readonly object _gate = new();
    private readonly CancellationTokenSource _ended = new();
    private long _generation = row.Generation;
    private long _movedAt = movedAt;
    private bool _isLost;

    /// <summary>The row as it stands while the claim holds.</summary>
    public TokenSet Row => row with { Generation = Generation };

    public string Renewer => row.Renewer!;

    public long Generation
    {
        get
        {
            lock (_gate)
            {
                return _generation;
            }
        }
    }

    /// <summary>Moves the claim on until it ends.</summary>
    public void StartBeating() => services.Scheduler.Start(static claim => _ = ((Claim)claim!).BeatAsync(), this);

    public void End() => _ended.Cancel();

    /// <summary>
    /// Whether the claim is still this process's, and was moved on a moment ago. Null: the store cannot tell.
    /// </summary>
    public async ValueTask<bool?> ConfirmAsync(bool async)
    {
        var began = services.Time.GetTimestamp();

        while (!WasMovedLately())
        {
            await MoveOnAsync(async).ConfigureAwait(false);

            if (IsLost())
            {
                return false;
            }

            if (WasMovedLately())
            {
                break;
            }

            if (services.Time.GetElapsedTime(began) > LongestDoubt)
            {
                return null;
            }

            await Wait.ForAsync(async, TimeSpan.FromMilliseconds(250), services.Time, Ct.None).ConfigureAwait(false);
        }

        return !IsLost();
    }

    private async Task BeatAsync()
    {
        try
        {
            while (!IsLost())
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

    private async ValueTask MoveOnAsync(bool async)
    {
        try
        {
            await WriteAsync(async).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // A logger that throws must not end the beat. Whether the claim moved on, the next one shows.
        }
    }

    // A write that is refused or unknown is followed by a read: the claim is held only while the row says so.
    private async ValueTask WriteAsync(bool async)
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
            Lose();
        }
        else if (read.Tokens.Generation > from)
        {
            MovedTo(read.Tokens.Generation, sentAt);
        }
    }

    private void MovedTo(long generation, long at)
    {
        lock (_gate)
        {
            (_generation, _movedAt) = (Math.Max(_generation, generation), Math.Max(_movedAt, at));
        }
    }

    private void Lose()
    {
        lock (_gate)
        {
            _isLost = true;
        }
    }

    private bool IsLost()
    {
        lock (_gate)
        {
            return _isLost;
        }
    }

    private bool WasMovedLately()
    {
        lock (_gate)
        {
            return services.Time.GetElapsedTime(_movedAt) <= Recent;
        }
    }
}
