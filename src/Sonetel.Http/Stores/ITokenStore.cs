namespace Sonetel.Http;

/// <summary>
/// Keeps the tokens of accounts, for one process or for a fleet. Whatever has a conditional write can be one.
/// </summary>
/// <remarks>
/// Implementations are called from many threads at once, and know nothing of how a token is acquired. A set is kept as
/// it is given: expired, without tokens, or with members that are <see langword="null"/>.
/// <see cref="TokenSetSerializer"/> turns it into bytes and back, encrypted where there is a protector.
/// </remarks>
public interface ITokenStore
{
    /// <summary>Reads what is held for <paramref name="key"/>.</summary>
    /// <returns><see langword="null"/> only if nothing is there.</returns>
    /// <remarks>
    /// Throw, whatever the exception, where that cannot be told: the store is away, or what it holds cannot be read. An
    /// account that believes that nothing is there begins anew, and may lose a refresh token by it.
    /// </remarks>
    ValueTask<TokenSet?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps <paramref name="tokens"/> in place of what is held for <paramref name="key"/>, if their
    /// <see cref="TokenSet.Generation"/> is exactly one more than what is there, or 1 where nothing is.
    /// </summary>
    /// <returns><see langword="false"/> if they are not the next generation; what is there stays as it is.</returns>
    /// <remarks>
    /// Comparing and writing are one atomic step: of all who write the same generation at the same time, one is told
    /// <see langword="true"/>. Throw where the outcome is not known.
    /// </remarks>
    ValueTask<bool> SetAsync(string key, TokenSet tokens, CancellationToken cancellationToken);
}
