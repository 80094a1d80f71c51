namespace Sonetel.Http;

/// <summary>A token for one request.</summary>
/// <param name="Header">The header to send.</param>
/// <param name="IsForThisRequest">
/// Whether the endpoint issued the token while this caller waited; false if it was already there or came
/// from the store.
/// </param>
internal readonly record struct ReceivedToken(TokenHeader Header, bool IsForThisRequest)
{
    // The ToString() of a record prints its members, and the header is a secret.
    public override string ToString() => nameof(ReceivedToken);
}
