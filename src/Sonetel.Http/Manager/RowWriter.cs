namespace Sonetel.Http;

/// <summary>
/// Writes one set into the account's row, again and again, until the store has taken it or the row shows that it no
/// longer belongs there.
/// </summary>
/// <param name="account">Whose row.</param>
/// <param name="services">The store and the clock.</param>
/// <param name="tokens">What to write; its generation follows from what is there.</param>
/// <param name="generation">The generation of the row that it is written over.</param>
/// <param name="next">
/// From what is there, the generation to write over next; null if the set does not belong there any more.
/// </param>
internal sealed class RowWriter(
    AccountSettings account, TokenServices services, TokenSet tokens, long generation, Func<TokenSet?, long, long?> next)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _decided = new(services.Scheduler.Completion);
    private long _generation = generation;
    private volatile bool _hasGivenUp;

    /// <summary>Ends when the store has taken the set, or has something later.</summary>
    public Task Decided => _decided.Task;

    public bool IsDecided => Decided.IsCompleted;

    /// <summary>Whether the store could not be reached at the last try.</summary>
    public bool IsFailing { get; private set; }

    /// <summary>The generation that the row is known to have.</summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>
    /// A result goes over the set that it was made from, claimed or not, and over an older copy; not over anything
    /// later.
    /// </summary>
    public static RowWriter ForResult(
        AccountSettings account, TokenServices services, TokenSet result, TokenSet basis, long generation) =>
        new(account, services, result, generation, (there, last) =>
        {
            if (there is null)
            {
                return 0;
            }

            if (StoredTokenRules.AreSame(there, result))
            {
                return null;
            }

            return StoredTokenRules.AreSame(there, basis) || there.Generation < last ? there.Generation : null;
        });

    /// <summary>
    /// What the store forgot goes over nothing, and over an older copy. With a claim that was seen on it: its holder may
    /// have spent the refresh token, and brings the next one.
    /// </summary>
    public static RowWriter ForPuttingBack(
        AccountSettings account, TokenServices services, StoreKnowledge known, TokenSet? row)
    {
        var newest = known.Newest!;
        var back = newest with { Renewer = account.CanSignIn ? null : known.Claim?.Renewer, Refusals = 0 };
        return new RowWriter(account, services, back, row?.Generation ?? 0, (there, _) =>
        {
            if (there is null)
            {
                return 0;
            }

            return newest.AcquiredAt > there.AcquiredAt ? there.Generation : null;
        });
    }

    /// <summary>What ends without a result is given back over this process's own claim only.</summary>
    public static RowWriter ForGivingBack(
        AccountSettings account, TokenServices services, TokenSet given, string renewer, long generation) =>
        new(account, services, given, generation, (there, _) => there?.Renewer == renewer ? there.Generation : null);

    /// <summary>Tries once, and goes on in the background if that decides nothing.</summary>
    public async ValueTask StartAsync(bool async)
    {
        await TryAsync(async).ConfigureAwait(false);

        if (!IsDecided)
        {
            StartInBackground();
        }
    }

    /// <summary>Looks first, in the background: the row may be of that generation and another process's.</summary>
    public void StartInBackground() =>
        services.Scheduler.Start(static writer => _ = ((RowWriter)writer!).GoOnAsync(), this);

    /// <summary>Ends the tries, because the store is disposed next.</summary>
    public void GiveUp() => _hasGivenUp = true;

    private async Task GoOnAsync()
    {
        for (var tries = 0; !IsDecided && !_hasGivenUp; tries++)
        {
            await LookAndTryAsync().ConfigureAwait(false);

            // A store that says no although nothing later is there, such as a lagging replica, is not asked without a pause.
            if (!IsDecided && (IsFailing || tries > 0))
            {
                var pause = ShortestPause * Math.Pow(1.5, Math.Min(tries, 9));
                pause = pause < LongestPause ? pause : LongestPause;
                pause *= 0.75 + (0.5 * services.Jitter.Next());
                await Wait.ForAsync(async: true, pause, services.Time, Ct.None).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask LookAndTryAsync()
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
            Volatile.Write(ref _generation, Math.Max(Generation, read.Tokens?.Generation ?? 0));
            _decided.TrySetResult();
        }
    }

    private async ValueTask TryAsync(bool async)
    {
        var wanted = tokens.Generation == Generation + 1 ? tokens : tokens with { Generation = Generation + 1 };
        var written = await services.Store.WriteAsync(async, account.Key, wanted, Ct.None).ConfigureAwait(false);
        IsFailing = written.Outcome is StoreWrite.Unknown;

        if (written.Outcome is StoreWrite.Taken)
        {
            Volatile.Write(ref _generation, wanted.Generation);
            _decided.TrySetResult();
        }
    }
}
