using System.Net.Http.Headers;

namespace Sonetel.Http;

/// <summary>
/// The header of one token, created once and shared by all requests that carry it. Its type distinguishes it from a
/// header that the caller set.
/// </summary>
internal sealed class TokenHeader(AccessToken token, TokenSnapshot snapshot) : AuthenticationHeaderValue(
    token.Scheme, token.Value)
{
    private WeakReference<string>? _text;

    public TokenSnapshot Snapshot { get; } = snapshot;

    // The connection calls this for each request, and composing the text copies the token. The weak reference keeps the
    // text while requests are frequent, and lets an idle account hold its token only once. Two threads may both compose
    // it, which is harmless.
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
