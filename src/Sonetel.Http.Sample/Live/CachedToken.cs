namespace Sonetel.Http.Sample;

/// <summary>The hand-written handler's token with its times.</summary>
internal sealed record CachedToken(string Value, DateTimeOffset RenewAt, DateTimeOffset ExpiresAt)
{
    public override string ToString() => nameof(CachedToken);
}
