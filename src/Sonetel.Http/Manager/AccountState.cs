using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sonetel.Http;

/// <summary>
/// All that changes about an account, as one immutable value. Its transitions are pure functions of their parameters.
/// </summary>
internal sealed record AccountState(AccountSettings Settings)
{
    // Callers may have the row read that often while a refusal holds: another process may have been luckier.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    public TokenSnapshot Snapshot { get; init; } = TokenSnapshot.None;

    /// <summary>Whether an API refused the token, and its renewal is on.</summary>
    public bool IsSuspect { get; init; }

    /// <summary>The pause after failed renewals; null after one that succeeded.</summary>
    public Backoff? Failures { get; init; }

    /// <summary>The pause in which no 401 renews, after a new token was refused.</summary>
    public Backoff? After401 { get; init; }

    public StoreKnowledge Store { get; init; } = StoreKnowledge.None;

    /// <summary>
    /// A hash of the access token before this one: a copy of its header on a cloned request is not the caller's own.
    /// </summary>
    public long Previous { get; init; }

    /// <summary>
    /// Whether the next renewal may try although the row counts refusals: the options changed, or somebody asked.
    /// </summary>
    public bool IgnoresRefusals { get; init; }

    /// <summary>
    /// Callers that block may hold all of the pool's threads, so from the first of them on no renewal depends on the
    /// pool.
    /// </summary>
    public bool ServesBlockingCallers { get; init; }

    public bool IsClosed { get; init; }

    public bool IsFresh(long now) => Snapshot.IsFresh(now) && !IsSuspect;

    /// <summary>Whether the token may go out. While renewals fail it does so to its very end.</summary>
    public bool IsUsable(long now) =>
        !IsSuspect && now < (Failures is null ? Snapshot.Times.OutAt : Snapshot.Times.EndsAt);

    /// <summary>The refusal that callers are still told; null where none holds.</summary>
    public SonetelAuthException? RefusalAt(long now) =>
        Failures is { Failure.IsTransient: false } && Failures.Holds(now) ? Failures.Failure : null;

    public bool MayTry(long now) => Failures is null || Failures.LetsTry(now);

    public bool Holds(AccessToken? token) => ReferenceEquals(Snapshot.Token, token);

    /// <summary>An API refused the current token.</summary>
    public AccountState Refused() => this with { IsSuspect = true };

    /// <summary>A renewal brought a token.</summary>
    public AccountState Renewed(TokenSnapshot snapshot, StoreKnowledge store) =>
        this with
        {
            Snapshot = snapshot,
            IsSuspect = false,
            Failures = null,
            Store = store,
            IgnoresRefusals = false,
            Previous = Snapshot.Token is { } token ? HashOf(token.Value) : Previous,
        };

    /// <summary>Whether a header's value is the current token, or the one before it.</summary>
    public bool IsOurs(string? scheme, string? parameter) =>
        Snapshot.Token is { } token
        && string.Equals(scheme, token.Scheme, StringComparison.OrdinalIgnoreCase)
        && parameter is not null
        && (parameter == token.Value || HashOf(parameter) == Previous);

    /// <summary>A renewal failed. A suspect token goes out again: what one path refuses, others may take.</summary>
    /// <param name="failure">Why; it is transient, or a refusal.</param>
    /// <param name="store">What is known of the store now.</param>
    /// <param name="pause">How long no renewal begins.</param>
    /// <param name="now">The present timestamp.</param>
    /// <param name="frequency">Timestamps per second.</param>
    public AccountState Failed(
        SonetelAuthException failure, StoreKnowledge store, TimeSpan pause, long now, long frequency)
    {
        var until = now + Ticks(pause, frequency);

        // One more try before the token ends, and one when it has, however long the pauses have become.
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

    /// <summary>The row was read while a refusal holds, and nothing in it was new.</summary>
    public AccountState Looked(StoreKnowledge store, long now, long frequency) =>
        this with
        {
            IsSuspect = false,
            Failures = Failures! with { LookAt = now + Ticks(BetweenLooks, frequency) },
            Store = store
        };

    /// <summary>A token that was received for one request was refused: until the pause ends, no 401 renews.</summary>
    public AccountState Paused(TimeSpan pause, long now, long frequency) =>
        this with { After401 = new Backoff((After401?.Count ?? 0) + 1, now + Ticks(pause, frequency)) };

    /// <summary>
    /// The account has new options, or was told to start afresh. Only a token of the same credentials stays.
    /// </summary>
    /// <param name="settings">The account's settings from now on.</param>
    /// <param name="initial">What such an account holds before its first token.</param>
    public AccountState Changed(AccountSettings settings, TokenSnapshot initial)
    {
        var keepsToken = settings.HasCredentialsOf(Settings.Options);
        var keepsRow = settings.Key == Settings.Key;

        return this with
        {
            Settings = settings,
            Snapshot = keepsToken ? Snapshot : initial,
            IsSuspect = keepsToken && IsSuspect,
            Failures = null,
            After401 = null,
            Store = keepsRow ? Store with { Refusals = 0, RefusedRefreshToken = null } : StoreKnowledge.None,
            IgnoresRefusals = true,
        };
    }

    /// <summary>The account's tokens were revoked.</summary>
    public AccountState Forgotten(StoreKnowledge store) =>
        this with { Snapshot = TokenSnapshot.None, IsSuspect = false, Store = store };

    /// <summary>The account is disposed or removed.</summary>
    public AccountState Closed() => this with { Snapshot = TokenSnapshot.None, IsClosed = true };

    // A record prints its members, and these lead to secrets.
    public override string ToString() => AccountName.Describe(Settings.Name);

    // The token itself would double what an account costs.
    private static long HashOf(string token) =>
        BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static long Ticks(TimeSpan time, long frequency) => (long)(time.TotalSeconds * frequency);
}
