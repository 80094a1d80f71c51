using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Sonetel.Http;

/// <summary>What one call of <see cref="ISonetelAuth.CreateTokenAsync"/> asks for, where it differs from the account's
/// options.</summary>
public sealed class TokenRequest
{
    /// <summary>The grant to use.</summary>
    /// <value>The default is <see langword="null"/>, which is the account's own.</value>
    public GrantType? GrantType { get; init; }

    /// <summary>The refresh token for <see cref="GrantType.RefreshToken"/>; a secret.</summary>
    /// <value>The default is <see langword="null"/>, which is the one that the account holds.</value>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? RefreshToken { get; init; }

    /// <summary>The scopes to ask for, space-separated.</summary>
    /// <value>The default is <see langword="null"/>, which is the account's own.</value>
    public string? Scope { get; init; }

    /// <summary>Further parameters, which replace the account's of the same name.</summary>
    /// <remarks>They may hold secrets, so neither JSON nor the debugger shows them.</remarks>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IDictionary<string, string> Parameters { get; } = new Dictionary<string, string>();
}
