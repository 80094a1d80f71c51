namespace Sonetel.Http;

/// <summary>Keeps the tokens of accounts, for one process or for a fleet.</summary>
/// <remarks>Implementations are called from many threads at once and know nothing of how a token is got.</remarks>
public interface ITokenStore
{
    /// <summary>Reads what is held for <paramref name="account"/>.</summary>
    /// <returns><see langword="null"/> where nothing is held, or nothing that can be read.</returns>
    ValueTask<TokenSet?> GetAsync(string account, CancellationToken cancellationToken);

    /// <summary>Keeps <paramref name="tokens"/>, if they are of a later <see cref="TokenSet.Generation"/> than those held.</summary>
    /// <returns><see langword="false"/> if as late or a later generation is already held; it stays.</returns>
    ValueTask<bool> SetAsync(string account, TokenSet tokens, CancellationToken cancellationToken);

    /// <summary>Forgets what is held for <paramref name="account"/>.</summary>
    ValueTask RemoveAsync(string account, CancellationToken cancellationToken);

    /// <summary>Waits until nobody else who shares the store renews <paramref name="account"/>'s token.</summary>
    /// <returns>The right to renew, until it is disposed.</returns>
    ValueTask<IAsyncDisposable> LockAsync(string account, CancellationToken cancellationToken);
}
