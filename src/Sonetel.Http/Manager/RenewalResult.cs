namespace Sonetel.Http;

/// <summary>
/// How a renewal ended: with a token, with a failure, or with neither, after which a waiting caller starts over.
/// </summary>
internal sealed record RenewalResult(StoreKnowledge Store)
{
    public static readonly RenewalResult Superseded = new(StoreKnowledge.None);

    public TokenSnapshot? Snapshot { get; init; }

    /// <summary>
    /// The set that the endpoint issued, for <c>CreateTokenAsync</c>; after a revocation, the forgotten set.
    /// </summary>
    public TokenSet? Tokens { get; init; }

    /// <summary>
    /// Whether this renewal received the token from the endpoint, rather than adopting one from the store.
    /// </summary>
    public bool IsIssued { get; init; }

    /// <summary>What a revocation started from: the settings and the token in use.</summary>
    public RenewalContext? Revocation { get; init; }

    /// <summary>Whether a revocation has forgotten the tokens in the store, or that write is pending.</summary>
    public bool IsForgotten { get; init; }

    public SonetelAuthException? Failure { get; init; }

    /// <summary>
    /// Whether the failure is followed by a refusal's pause. After a first refusal, a sign-in with an unknown outcome
    /// counts as another one.
    /// </summary>
    public bool IsRefusal { get; init; }

    /// <summary>Whether the store caused the failure, and the endpoint was not called.</summary>
    public bool IsStoreAway { get; init; }

    /// <summary>Whether the failure is an earlier refusal that still holds.</summary>
    public bool IsReminder { get; init; }

    // The ToString() of a record prints its members, and these are secrets.
    public override string ToString() => nameof(RenewalResult);
}
