using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sonetel.Http;

/// <summary>
/// An account's changing state as one immutable value. Each transition is a pure function that returns the next state.
/// </summary>
internal sealed record AccountState(AccountSettings Settings)
{
    // While a refusal holds, callers may have the row read this often: another process may have received a token.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    public TokenSnapshot Snapshot { get; init; } = TokenSnapshot.None;

    /// <summary>Whether an API refused the token and its renewal has not ended yet.</summary>
    public bool IsSuspect { get; init; }

    /// <summary>The pause after failed renewals; null if the last renewal succeeded.</summary>
    public Backoff? Failures { get; init; }

    /// <summary>The pause after a new token was refused, during which a 401 starts no renewal.</summary>
    public Backoff? After401 { get; init; }

    public StoreKnowledge Store { get; init; } = StoreKnowledge.None;

    /// <summary>
    /// A hash of the previous access token. It identifies a header that an outer handler copied to a cloned request.
    /// </summary>
    public long Previous { get; init; }

    /// <summary>
    /// Whether the next renewal calls the endpoint although refusals are remembered, because the options changed.
    /// </summary>
    public bool IgnoresRefusals { get; init; }

    /// <summary>
    /// Whether a caller has blocked since the token client last failed in a synchronous request. Blocking callers may
    /// occupy all of the pool's threads, so renewals then run on threads of their own.
    /// </summary>
    public bool ServesBlockingCallers { get; init; }

    public bool IsClosed { get; init; }

    public bool IsFresh(long now) => Snapshot.IsFresh(now) && !IsSuspect;

    /// <summary>Whether the token may be sent. While renewals fail, it is sent until it expires.</summary>
    public bool IsUsable(long now) =>
        !IsSuspect && now < (Failures is null ? Snapshot.Times.OutAt : Snapshot.Times.EndsAt);

    /// <summary>The remembered refusal that still holds, or null.</summary>
    public SonetelAuthException? RefusalAt(long now) =>
        Failures is { Failure.IsTransient: false } && Failures.Holds(now) ? Failures.Failure : null;

    public bool MayTry(long now) => Failures is null || Failures.LetsTry(now);

    public bool Holds(AccessToken? token) => ReferenceEquals(Snapshot.Token, token);

    /// <summary>An API refused the current token.</summary>
    public AccountState Refused() => this with { IsSuspect = true };

    /// <summary>A renewal returned a token.</summary>
    public AccountState Renewed(TokenSnapshot snapshot, StoreKnowledge store) =>
        this with
        {
            Snapshot = snapshot,
            IsSuspect = false,
            Failures = null,
            Store = store,
            IgnoresRefusals = false,
            Previous = PreviousOf(),
        };

    /// <summary>Whether a header's value is the current token or the previous one, under whatever scheme.</summary>
    public bool IsOurs(string value) => value == Snapshot.Token?.Value || HashOf(value) == Previous;

    /// <summary>
    /// A renewal failed. A suspect token is sent again, because other resources may accept what one refused.
    /// </summary>
    /// <param name="failure">The cause: transient, or a refusal.</param>
    /// <param name="store">What this process now knows of the row.</param>
    /// <param name="pause">How long no renewal starts.</param>
    /// <param name="now">The current timestamp.</param>
    /// <param name="frequency">Timestamps per second.</param>
    public AccountState Failed(
        SonetelAuthException failure, StoreKnowledge store, TimeSpan pause, long now, long frequency)
    {
        var until = now + Ticks(pause, frequency);

        // No pause holds past the time at which callers begin to wait, nor past the token's expiry.
        if (failure.IsTransient && now < Snapshot.Times.EndsAt)
        {
            until = Math.Min(until, now < Snapshot.Times.OutAt ? Snapshot.Times.OutAt : Snapshot.Times.EndsAt);
        }

        var lookAt = failure.IsTransient ? long.MaxValue : now + Ticks(BetweenLooks, frequency);
        var count = failure.IsTransient ? (Failures?.Count ?? 0) + 1 : store.Refusals;
        var failures = new Backoff(count, until, failure, lookAt);
        var ignoresRefusals = IgnoresRefusals && failure.IsTransient;
        return this with { IsSuspect = false, Failures = failures, Store = store, IgnoresRefusals = ignoresRefusals };
    }

    /// <summary>The row was read while a refusal holds, and it held nothing new.</summary>
    public AccountState Looked(StoreKnowledge store, long now, long frequency) =>
        this with
        {
            IsSuspect = false,
            Failures = Failures! with { LookAt = now + Ticks(BetweenLooks, frequency) },
            Store = store
        };

    /// <summary>
    /// A new token was refused: until the pause ends, a 401 starts no renewal. The pauses begin anew when the last one
    /// ended long ago.
    /// </summary>
    public AccountState Paused(long now, long frequency)
    {
        var longest = Ticks(Settings.Options.MaxFailureBackoff, frequency);
        var count = After401 is { } last && now - last.Until < longest ? last.Count + 1 : 1;
        var pause = BackoffDelay.Doubled(count, Settings.Options);
        return this with { After401 = new Backoff(count, now + Ticks(pause, frequency)) };
    }

    /// <summary>
    /// The account has new options or was reset. It keeps its token only if the credentials are the same.
    /// </summary>
    /// <param name="settings">The account's new settings.</param>
    /// <param name="initial">What an account with these settings holds before its first renewal.</param>
    public AccountState Changed(AccountSettings settings, TokenSnapshot initial)
    {
        var keepsToken = settings.HasCredentialsOf(Settings.Options);
        var keepsRow = settings.Key == Settings.Key;

        return this with
        {
            Settings = settings,
            Snapshot = keepsToken ? Snapshot : initial,
            Previous = keepsToken ? Previous : PreviousOf(),
            IsSuspect = keepsToken && IsSuspect,
            Failures = null,
            After401 = null,
            Store = keepsRow ? Store with { Refusals = 0, RefusedRefreshToken = null } : StoreKnowledge.None,
            IgnoresRefusals = true,
        };
    }

    /// <summary>The account's tokens were revoked.</summary>
    public AccountState Forgotten(StoreKnowledge store) =>
        this with { Snapshot = TokenSnapshot.None, IsSuspect = false, Store = store, Previous = PreviousOf() };

    /// <summary>The account is disposed or removed.</summary>
    public AccountState Closed() =>
        this with { Snapshot = TokenSnapshot.None, IsClosed = true, Previous = PreviousOf() };

    // The ToString() of a record prints its members, and these lead to secrets.
    public override string ToString() => AccountName.Describe(Settings.Name);

    private long PreviousOf() => Snapshot.Token is { } token ? HashOf(token.Value) : Previous;

    // A hash, because keeping the previous token would double an account's memory.
    private static long HashOf(string token) =>
        BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static long Ticks(TimeSpan time, long frequency) => (long)(time.TotalSeconds * frequency);
}
