namespace Sonetel.Http;

/// <summary>
/// How a renewal ended: with a token, with a failure, or with neither, in which case a waiter asks again.
/// </summary>
internal sealed record RenewalResult(StoreKnowledge Store)
{
    public static readonly RenewalResult Superseded = new(StoreKnowledge.None);

    public TokenSnapshot? Snapshot { get; init; }

    /// <summary>What the endpoint issued, for whoever asked for it; after a revocation, what was revoked.</summary>
    public TokenSet? Tokens { get; init; }

    /// <summary>
    /// Whether the endpoint issued the token just now, rather than another process or an earlier renewal.
    /// </summary>
    public bool IsIssued { get; init; }

    /// <summary>Whether a revocation could forget the tokens in the store, or is still writing that.</summary>
    public bool IsForgotten { get; init; }

    public SonetelAuthException? Failure { get; init; }

    /// <summary>
    /// Whether the pause is that of a refusal: once the fleet was refused, a sign-in whose outcome is unknown counts as
    /// one.
    /// </summary>
    public bool IsRefusal { get; init; }

    /// <summary>Whether the failure is an earlier refusal that still holds.</summary>
    public bool IsReminder { get; init; }

    // A record prints its members, and these are secrets.
    public override string ToString() => nameof(RenewalResult);
}
