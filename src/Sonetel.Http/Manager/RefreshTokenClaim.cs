namespace Sonetel.Http;

/// <summary>Takes a refresh token out of a shared store before it is spent. A process that dies, or loses the store, in mid-renewal then leaves behind none that
/// looks unspent: the next one signs in. An account that has nothing else keeps it there, because a new sign-in takes its user.</summary>
internal sealed class RefreshTokenClaim(ResilientTokenStore store, RenewalContext order, TokenSet? known, string refreshToken)
{
    // One that the caller named is not the one that stands there.
    private bool IsNeeded => store.IsShared && order.Account.CanSignIn && known is not null && known.RefreshToken == refreshToken;

    /// <summary>What the store holds while the refresh token is in use.</summary>
    public TokenSet? Taken => IsNeeded ? known! with { RefreshToken = null, Generation = known.Generation + 1 } : known;

    /// <summary>Whether the refresh token is now ours alone to spend.</summary>
    public async ValueTask<bool> TakeAsync(bool async, Ct ct) =>
        !IsNeeded || await store.TrySetAsync(async, order.Account, Taken!, ct).ConfigureAwait(false);

    /// <summary>Puts it back where the endpoint did not get to use it.</summary>
    public async ValueTask GiveBackAsync(bool async)
    {
        if (IsNeeded)
        {
            await store.OfferAsync(async, order.Account, known! with { Generation = known.Generation + 2 }).ConfigureAwait(false);
        }
    }
}
