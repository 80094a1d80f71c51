namespace Sonetel.Http;

/// <summary>What one renewal brought.</summary>
internal readonly record struct Renewal(TokenSnapshot? Held, SonetelAuthException? Failure, bool RefreshTokenIsSpent)
{
    // A record prints its members, and these are secrets.
    public override string ToString() => nameof(Renewal);
}
