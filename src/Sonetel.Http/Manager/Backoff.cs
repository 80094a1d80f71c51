namespace Sonetel.Http;

/// <summary>A pause after failures.</summary>
/// <param name="Count">The number of failures in a row.</param>
/// <param name="Until">The timestamp at which the pause ends.</param>
/// <param name="Failure">The failure that callers receive during the pause.</param>
/// <param name="LookAt">The timestamp from which a caller may have the row read although a refusal holds.</param>
internal sealed record Backoff(int Count, long Until, SonetelAuthException? Failure = null, long LookAt = long.MaxValue)
{
    public bool Holds(long now) => now < Until;

    /// <summary>Whether a renewal may start, if only to read the row.</summary>
    public bool LetsTry(long now) => now >= Until || now >= LookAt;

    // The ToString() of a record prints its members, and the failure may contain the user's name.
    public override string ToString() => nameof(Backoff);
}
