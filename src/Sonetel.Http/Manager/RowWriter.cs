namespace Sonetel.Http;

/// <summary>
/// Writes one token set into the account's row and retries until the store has accepted it, or the row holds something
/// that must not be overwritten.
/// </summary>
/// <param name="account">The account whose row is written.</param>
/// <param name="services">The store and the clock.</param>
/// <param name="tokens">The set to write; its generation is replaced by the row's next one.</param>
/// <param name="generation">The generation of the row to overwrite.</param>
/// <param name="next">
/// Takes the row and the last known generation; returns the generation to overwrite, or null to give up the write.
/// </param>
internal sealed class RowWriter(
    AccountSettings account, TokenServices services, TokenSet tokens, long generation, Func<TokenSet?, long, long?> next)
{
    private readonly TaskCompletionSource _decided = new(services.Scheduler.Completion);
    private long _generation = generation;
    private volatile bool _hasGivenUp;

    /// <summary>
    /// Completes when the store has accepted the set, or holds something that must not be overwritten.
    /// </summary>
    public Task Decided => _decided.Task;

    public bool IsDecided => Decided.IsCompleted;

    /// <summary>Whether the last try did not reach the store.</summary>
    public bool IsFailing { get; private set; }

    /// <summary>The last known generation of the row.</summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>
    /// Writes a renewal's result over the set it was made from, claimed or not, or over an older copy, but never
    /// over anything later.
    /// </summary>
    public static RowWriter ForResult(
        AccountSettings account, TokenServices services, TokenSet result, TokenSet basis, long generation) =>
        new(account, services, result, generation, (stored, last) =>
        {
            if (stored is null)
            {
                return 0;
            }

            if (StoredTokenRules.AreSame(stored, result))
            {
                return null;
            }

            return StoredTokenRules.AreSame(stored, basis) || stored.Generation < last ? stored.Generation : null;
        });

    /// <summary>
    /// Restores a set that the store lost, over an empty row or an older copy. The claim that was last seen on it is
    /// restored as well: its holder may have used the refresh token, and writes the next one.
    /// </summary>
    public static RowWriter ForPuttingBack(
        AccountSettings account, TokenServices services, StoreKnowledge known, TokenSet? row)
    {
        var newest = known.Newest!;
        var back = newest with { Renewer = account.CanSignIn ? null : known.Claim?.Renewer, Refusals = 0 };
        return new RowWriter(account, services, back, row?.Generation ?? 0, (stored, _) =>
        {
            if (stored is null)
            {
                return 0;
            }

            return newest.AcquiredAt > stored.AcquiredAt ? stored.Generation : null;
        });
    }

    /// <summary>
    /// Releases a claim after a renewal without a result, only while the claim is this process's own.
    /// </summary>
    public static RowWriter ForGivingBack(
        AccountSettings account, TokenServices services, TokenSet given, string renewer, long generation) =>
        new(account, services, given, generation, (stored, _) => stored?.Renewer == renewer ? stored.Generation : null);

    /// <summary>Tries once, then continues in the background if the write is not decided.</summary>
    public async ValueTask StartAsync(bool async)
    {
        await TryAsync(async).ConfigureAwait(false);

        if (!IsDecided)
        {
            StartInBackground();
        }
    }

    /// <summary>
    /// Starts in the background with a read, because another process may have written the expected generation.
    /// </summary>
    public void StartInBackground() =>
        services.Scheduler.Start(static writer => _ = ((RowWriter)writer!).GoOnAsync(), this);

    /// <summary>Stops retrying, because the store is about to be disposed.</summary>
    public void GiveUp() => _hasGivenUp = true;

    private async Task GoOnAsync()
    {
        for (var tries = 0; !IsDecided && !_hasGivenUp; tries++)
        {
            await ReadAndTryAsync().ConfigureAwait(false);

            // A rejected write is retried at once, over the generation just read, twice at most. A store that keeps
            // rejecting, such as one that reads from a lagging replica, is retried with a pause.
            if (!IsDecided && (IsFailing || tries > 0))
            {
                var pause = BackoffDelay.BetweenStoreCalls(tries, services.Jitter.Next());
                await Wait.ForAsync(async: true, pause, services.Time, Ct.None).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask ReadAndTryAsync()
    {
        var read = await services.Store.ReadAsync(async: true, account.Key, Ct.None).ConfigureAwait(false);

        if (!read.IsKnown)
        {
            IsFailing = true;
        }
        else if (next(read.Tokens, Generation) is { } over)
        {
            Volatile.Write(ref _generation, over);
            await TryAsync(async: true).ConfigureAwait(false);
        }
        else
        {
            // Not the generation that was tried: a row with a lower one would be taken for one that the store lost.
            Volatile.Write(ref _generation, read.Tokens?.Generation ?? 0);
            _decided.TrySetResult();
        }
    }

    private async ValueTask TryAsync(bool async)
    {
        var wanted = tokens with { Generation = Generation + 1 };
        var written = await services.Store.WriteAsync(async, account.Key, wanted, Ct.None).ConfigureAwait(false);
        IsFailing = written.Outcome is StoreWrite.Unknown;

        if (written.Outcome is StoreWrite.Taken)
        {
            Volatile.Write(ref _generation, wanted.Generation);
            _decided.TrySetResult();
        }
    }
}
