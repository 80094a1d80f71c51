namespace Sonetel.Http;

/// <summary>What this process knows about the account's row in the store; kept from one renewal to the next.</summary>
internal sealed record StoreKnowledge
{
    public static readonly StoreKnowledge None = new();

    /// <summary>The newest set that this process received under a claim or adopted from the row.</summary>
    public TokenSet? Newest { get; init; }

    /// <summary>The highest generation seen. A row with a lower one means that the store has lost a write.</summary>
    public long Generation { get; init; }

    /// <summary>Another process's claim, if the row had one at the last read.</summary>
    public ObservedClaim? Claim { get; init; }

    /// <summary>A write that is still unacknowledged. No claim is made before it is decided.</summary>
    public RowWriter? Unwritten { get; init; }

    /// <summary>The number of refusals in a row that this process knows of.</summary>
    public int Refusals { get; init; }

    /// <summary>The refused refresh token of an account that cannot sign in.</summary>
    public string? RefusedRefreshToken { get; init; }

    /// <summary>
    /// Updates the knowledge after a write. A decided writer is not kept, only its generation, to save
    /// memory per account.
    /// </summary>
    public StoreKnowledge After(RowWriter writer) => writer.IsDecided
        ? this with { Generation = Math.Max(Generation, writer.Generation), Unwritten = null }
        : this with { Unwritten = writer };

    // The ToString() of a record prints its members, and these are secrets.
    public override string ToString() => nameof(StoreKnowledge);
}
