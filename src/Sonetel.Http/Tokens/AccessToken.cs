using System.Diagnostics;

namespace Sonetel.Http;

/// <summary>A token as it goes into the <c>Authorization</c> header of a request.</summary>
/// <remarks><see cref="ToString"/> and the debugger show the scheme and the expiry, never the value.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class AccessToken
{
    /// <summary>The token's own text; a secret.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public required string Value { get; init; }

    /// <summary>The scheme in front of the value on the wire.</summary>
    /// <value>The default is <c>Bearer</c> (RFC 6750 §2.1), whatever <c>token_type</c> the endpoint names.</value>
    public string Scheme { get; init; } = "Bearer";

    /// <summary>When the token runs out, on this machine's wall clock.</summary>
    /// <value><see cref="DateTimeOffset.MaxValue"/> for one that does not.</value>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What the token is good for, space-separated (RFC 6749 §3.3), where the endpoint said so.</summary>
    public string? Scope { get; init; }

    /// <summary>Describes the token without its value.</summary>
    public override string ToString() => $"{Scheme} token, expires {ExpiresAt:O}";
}
