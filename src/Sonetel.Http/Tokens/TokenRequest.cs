using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Sonetel.Http;

/// <summary>
/// The parameters of one call of <see cref="ISonetelAuth.CreateTokenAsync"/> that differ from the account's options.
/// </summary>
public sealed class TokenRequest
{
    /// <summary>The grant to use.</summary>
    /// <value>
    /// The default is <see langword="null"/>: the account's grant, or <see cref="GrantType.RefreshToken"/> if
    /// <see cref="RefreshToken"/> is set.
    /// </value>
    public GrantType? GrantType { get; init; }

    /// <summary>The refresh token for <see cref="GrantType.RefreshToken"/>; a secret.</summary>
    /// <value>
    /// The default is <see langword="null"/>. The account's refresh token is never used for a caller's request.
    /// </value>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? RefreshToken { get; init; }

    /// <summary>The requested scopes, separated by spaces.</summary>
    /// <value>The default is <see langword="null"/>: the account's scopes.</value>
    public string? Scope { get; init; }

    /// <summary>Additional parameters, which replace the account's parameters of the same name.</summary>
    /// <remarks>They may contain secrets, so neither JSON nor the debugger shows them.</remarks>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IDictionary<string, string> Parameters { get; } = new Dictionary<string, string>();
}
