using System.Net.Http.Headers;

namespace Sonetel.Http;

/// <summary>
/// The header of one token, built once and shared by all requests that carry it. Its type tells our header from a
/// caller's own.
/// </summary>
internal sealed class TokenHeader(AccessToken token, TokenSnapshot snapshot) : AuthenticationHeaderValue(
    token.Scheme, token.Value)
{
    private WeakReference<string>? _text;

    public TokenSnapshot Snapshot { get; } = snapshot;

    // The connection asks for the text with each request, and composing it copies the token. While requests come, it is
    // there; an account that rests does not keep its token twice. Two threads may both compose it: no harm.
    public override string ToString()
    {
        if (_text is { } kept && kept.TryGetTarget(out var text))
        {
            return text;
        }

        text = base.ToString();
        _text = new WeakReference<string>(text);
        return text;
    }
}
