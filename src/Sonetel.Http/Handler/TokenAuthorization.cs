using System.Net.Http.Headers;

namespace Sonetel.Http;

/// <summary>The header of one token, built once and shared by all requests that carry it. Its type tells our header from a caller's own.</summary>
internal sealed class TokenAuthorization(AccessToken token, HeldToken held) : AuthenticationHeaderValue(token.Scheme, token.Value)
{
    private string? _text;

    public HeldToken Held { get; } = held;

    // The connection asks for the text with each request; composing it anew would copy the token each time. Two threads may both compose it: no harm.
    public override string ToString() => _text ??= base.ToString();
}
