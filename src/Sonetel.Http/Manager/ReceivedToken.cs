namespace Sonetel.Http;

/// <summary>A token that a caller waited for.</summary>
/// <param name="Header">What goes out.</param>
/// <param name="IsForThisRequest">Whether the endpoint gave it while this caller waited; one that was there already, or was adopted from the store, may be refused like any other.</param>
internal readonly record struct ReceivedToken(TokenHeader Header, bool IsForThisRequest)
{
    // A record prints its members, and the header is a secret.
    public override string ToString() => nameof(ReceivedToken);
}
