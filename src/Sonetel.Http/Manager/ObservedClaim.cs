namespace Sonetel.Http;

/// <summary>Another process's claim as this process has observed it, on its own monotonic clock.</summary>
/// <param name="Renewer">The process that holds it.</param>
/// <param name="Generation">Its generation at the last read.</param>
/// <param name="StillSince">The timestamp since which the generation has not changed.</param>
/// <param name="LastRead">The timestamp of the last read.</param>
/// <param name="FirstSeen">The timestamp at which this process first saw it.</param>
/// <param name="Claimed">The <c>AcquiredAt</c> of the row's set when this process first saw the claim.</param>
internal sealed record ObservedClaim(
    string Renewer, long Generation, long StillSince, long LastRead, long FirstSeen, DateTimeOffset Claimed)
{
    /// <summary>Updates the observation after another read.</summary>
    /// <param name="before">The observation before this read, if there is one.</param>
    /// <param name="row">The row, with a claim in it.</param>
    /// <param name="now">The timestamp of this read.</param>
    /// <param name="longestGap">
    /// A longer gap between two reads restarts <see cref="StillSince"/>, because the claim may have changed in between.
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
