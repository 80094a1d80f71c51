namespace Sonetel.Http;

/// <summary>Which stored token an account takes for its own.</summary>
internal sealed class Adoption(TimeProvider time)
{
    /// <summary>The stored token if it is later than ours, not the refused one, got with these credentials, and not due; never for a token that was asked for by name.</summary>
    public TokenSnapshot? Of(RenewalContext order, ResilientTokenStore store, TokenSet? stored)
    {
        if (order.Request is not null || stored is null || !order.FitsCredentials(stored, store.IsShared) || !IsLater(stored, order.Held.Tokens))
        {
            return null;
        }

        var (now, timestamp) = (time.GetUtcNow(), time.GetTimestamp());
        var lifetime = stored.AccessToken.ExpiresAt - stored.AcquiredAt;
        var age = now - stored.AcquiredAt;

        if (lifetime <= TimeSpan.Zero || lifetime <= age)
        {
            return null;
        }

        // Another machine's clock that is ahead of ours must not lengthen the token's life.
        var from = timestamp - (long)(Math.Max(age.TotalSeconds, 0) * time.TimestampFrequency);
        var bounded = lifetime < TokenLifetime.Longest ? lifetime : TokenLifetime.Longest;
        var held = new TokenSnapshot(stored, isNew: false, RenewalTimes.For(from, bounded, order.Account.Options, Random.Shared.NextDouble(), time.TimestampFrequency));
        return held.IsFresh(timestamp) ? held : null;
    }

    /// <summary>The later of the stored set and ours: what a renewal starts from. A set of other credentials still tells how far the generations have come.</summary>
    public static TokenSet? Latest(RenewalContext order, ResilientTokenStore store, TokenSet? stored) => stored switch
    {
        null => order.Held.Tokens,
        _ when !order.FitsCredentials(stored, store.IsShared) => order.Held.Tokens ?? stored with { RefreshToken = null },
        _ => order.Held.Tokens is { } held && !IsAfter(stored, held) ? held : stored,
    };

    // A process that went on alone may be ahead of the store, and a store that was emptied begins to count anew.
    private static bool IsLater(TokenSet stored, TokenSet? held) => held is null || (stored.AccessToken.Value != held.AccessToken.Value && IsAfter(stored, held));

    private static bool IsAfter(TokenSet stored, TokenSet held) => stored.Generation > held.Generation || stored.AcquiredAt > held.AcquiredAt;
}
