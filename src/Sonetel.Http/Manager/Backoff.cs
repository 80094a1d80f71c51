namespace Sonetel.Http;

/// <summary>A pause after failures, and what callers are told meanwhile.</summary>
/// <param name="Count">1 after the first failure.</param>
/// <param name="Until">The timestamp at which it ends.</param>
/// <param name="Failure">What callers are told.</param>
/// <param name="LookAt">From when on a caller may have the store's row read although a refusal holds.</param>
internal sealed record Backoff(int Count, long Until, SonetelAuthException? Failure = null, long LookAt = long.MaxValue)
{
    public bool Holds(long now) => now < Until;

    /// <summary>Whether a renewal may begin, if only to read the row.</summary>
    public bool LetsTry(long now) => now >= Until || now >= LookAt;

    // A record prints its members, and the failure may hold the user's name.
    public override string ToString() => nameof(Backoff);
}
