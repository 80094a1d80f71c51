namespace Sonetel.Http;

/// <summary>What this process knows of the account's row in the store, from one renewal to the next.</summary>
internal sealed record StoreKnowledge
{
    public static readonly StoreKnowledge None = new();

    /// <summary>The newest set that this process received or adopted, unless it is for this process alone.</summary>
    public TokenSet? Newest { get; init; }

    /// <summary>The highest generation seen: a store that shows a lower one has forgotten something.</summary>
    public long Generation { get; init; }

    /// <summary>The claim of another process, as long as it was last seen.</summary>
    public ObservedClaim? Claim { get; init; }

    /// <summary>A write that the store has not acknowledged. No claim is made before it is decided.</summary>
    public RowWriter? Unwritten { get; init; }

    /// <summary>How many refusals in a row this process knows of.</summary>
    public int Refusals { get; init; }

    /// <summary>The refresh token that was refused, of an account that has nothing else.</summary>
    public string? RefusedRefreshToken { get; init; }

    /// <summary>
    /// What is known after a write was begun. Of one that is decided nothing but its generation is kept, because each
    /// account would keep it.
    /// </summary>
    public StoreKnowledge After(RowWriter writer) => writer.IsDecided
        ? this with { Generation = Math.Max(Generation, writer.Generation), Unwritten = null }
        : this with { Unwritten = writer };

    // A record prints its members, and these are secrets.
    public override string ToString() => nameof(StoreKnowledge);
}
