namespace Sonetel.Http.Sample;

/// <summary>A token and its times, as the hand-written handler keeps them.</summary>
internal sealed record CachedToken(string Value, DateTimeOffset RenewAt, DateTimeOffset ExpiresAt)
{
    public override string ToString() => nameof(CachedToken);
}
