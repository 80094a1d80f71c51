using System.Diagnostics;

namespace Sonetel.Http;

/// <summary>An access token that is sent in the <c>Authorization</c> header of requests.</summary>
/// <remarks><see cref="ToString"/> and the debugger show the scheme and the expiry, never the value.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class AccessToken
{
    /// <summary>The token's text; a secret.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public required string Value { get; init; }

    /// <summary>The scheme of the <c>Authorization</c> header.</summary>
    /// <value>The default is <c>Bearer</c> (RFC 6750 §2.1), regardless of the endpoint's <c>token_type</c>.</value>
    public string Scheme { get; init; } = "Bearer";

    /// <summary>When the token expires, on this machine's wall clock.</summary>
    /// <value><see cref="DateTimeOffset.MaxValue"/> if it never expires.</value>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The token's scopes, separated by spaces (RFC 6749 §3.3).</summary>
    /// <value><see langword="null"/> if the endpoint's response has none.</value>
    public string? Scope { get; init; }

    /// <summary>Describes the token without its value.</summary>
    public override string ToString() => $"{Scheme} token, expires {ExpiresAt:O}";
}
