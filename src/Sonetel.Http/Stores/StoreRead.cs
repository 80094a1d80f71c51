namespace Sonetel.Http;

/// <summary>The result of a read of the store.</summary>
/// <param name="IsKnown">Whether the read succeeded; otherwise the store's content is unknown.</param>
/// <param name="Tokens">The stored set; <see langword="null"/> if there is none.</param>
/// <param name="Failure">The exception of a failed read.</param>
internal readonly record struct StoreRead(bool IsKnown, TokenSet? Tokens, Exception? Failure);
