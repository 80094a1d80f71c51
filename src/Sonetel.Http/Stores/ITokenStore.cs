namespace Sonetel.Http;

/// <summary>
/// Keeps the tokens of accounts, for one process or for a fleet. Any storage with a conditional write can implement it.
/// </summary>
/// <remarks>
/// Implementations are called concurrently. A set is kept as it is passed, even if it has expired, has no tokens, or
/// has members that are <see langword="null"/>. <see cref="TokenSetSerializer"/> converts sets to bytes and back, and
/// encrypts them if there is a protector.
/// </remarks>
public interface ITokenStore
{
    /// <summary>Reads the set of <paramref name="key"/>.</summary>
    /// <returns>The set, or <see langword="null"/> only if the store certainly has none.</returns>
    /// <remarks>
    /// Throw any exception if the store cannot be reached or the value cannot be read. An account that receives
    /// <see langword="null"/> starts over and may lose its refresh token.
    /// </remarks>
    ValueTask<TokenSet?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the set of <paramref name="key"/> if the <see cref="TokenSet.Generation"/> of <paramref name="tokens"/>
    /// is exactly one more than that of the stored set, or 1 if there is none.
    /// </summary>
    /// <returns>
    /// <see langword="true"/> if the set was written, <see langword="false"/> if it is not the next one.
    /// </returns>
    /// <remarks>
    /// Comparing and writing have to be one atomic step: of several concurrent writes of the same generation, exactly
    /// one returns <see langword="true"/>. Throw any exception if the outcome is unknown.
    /// </remarks>
    ValueTask<bool> SetAsync(string key, TokenSet tokens, CancellationToken cancellationToken);
}
