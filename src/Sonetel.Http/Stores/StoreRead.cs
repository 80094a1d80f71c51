namespace Sonetel.Http;

/// <summary>What a read of the store told.</summary>
/// <param name="IsKnown">Whether it told anything; otherwise nobody knows what is there.</param>
/// <param name="Tokens">What is there; <see langword="null"/> for nothing.</param>
/// <param name="Failure">Why it is not known.</param>
internal readonly record struct StoreRead(bool IsKnown, TokenSet? Tokens, Exception? Failure);
