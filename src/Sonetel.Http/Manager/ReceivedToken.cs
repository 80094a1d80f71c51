namespace Sonetel.Http;

/// <summary>A token that a caller waited for.</summary>
/// <param name="Header">The header to send.</param>
/// <param name="IsForThisRequest">
/// Whether the endpoint issued it while this caller waited; false for one that was there already, or that came from the
/// store.
/// </param>
internal readonly record struct ReceivedToken(TokenHeader Header, bool IsForThisRequest)
{
    // A record prints its members, and the header is a secret.
    public override string ToString() => nameof(ReceivedToken);
}
