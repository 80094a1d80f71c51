namespace Sonetel.Http;

/// <summary>Another process's claim as this one saw it, on its own monotonic clock.</summary>
/// <param name="Renewer">Who holds it.</param>
/// <param name="Generation">Where it stood when it was last read.</param>
/// <param name="StillSince">The timestamp since which it has not moved.</param>
/// <param name="LastRead">The timestamp of the last read.</param>
/// <param name="FirstSeen">The timestamp at which this process first saw it.</param>
/// <param name="Claimed">When the tokens were acquired that it then stood over.</param>
internal sealed record ObservedClaim(
    string Renewer, long Generation, long StillSince, long LastRead, long FirstSeen, DateTimeOffset Claimed)
{
    /// <summary>What is known of the claim after one more read.</summary>
    /// <param name="before">What was known before.</param>
    /// <param name="row">The row, with a claim in it.</param>
    /// <param name="now">The timestamp of this read.</param>
    /// <param name="longestGap">
    /// Reads further apart than that begin the count anew, because nobody knows what happened meanwhile.
    /// </param>
    public static ObservedClaim See(ObservedClaim? before, TokenSet row, long now, long longestGap)
    {
        var isSame = before is not null && before.Renewer == row.Renewer;
        var (firstSeen, claimed) = isSame ? (before!.FirstSeen, before.Claimed) : (now, row.AcquiredAt);
        var stands = before is not null && before.Generation == row.Generation && now - before.LastRead <= longestGap;
        var stillSince = stands ? before!.StillSince : now;
        return new ObservedClaim(row.Renewer!, row.Generation, stillSince, now, firstSeen, claimed);
    }
}
