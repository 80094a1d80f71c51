using System.Diagnostics;

namespace Sonetel.Http;

/// <summary>What one answer of the token endpoint left an account with.</summary>
/// <param name="AccessToken">The token that goes out with requests.</param>
/// <param name="RefreshToken">The token that the next one is got with, if there is one; a secret.</param>
/// <param name="AcquiredAt">When the request for it was sent, on the wall clock of the machine that sent it.</param>
/// <param name="Generation">Counts up with each renewal, so that a store can refuse the older of two.</param>
/// <remarks><see cref="ToString"/> and the debugger show no secret.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed record TokenSet(
    AccessToken AccessToken,
    [property: DebuggerBrowsable(DebuggerBrowsableState.Never)] string? RefreshToken,
    DateTimeOffset AcquiredAt,
    long Generation)
{
    /// <summary>Tells apart whose credentials the set was got with, so that one from before a change of them is not used after it.</summary>
    /// <value>Opaque and not secret; <see langword="null"/> fits any credentials.</value>
    public string? Credentials { get; init; }

    /// <summary>What is left when the access token is revoked and the refresh token is not: no reader takes it for one that may go out.</summary>
    internal TokenSet WithoutAccess() => this with
    {
        AccessToken = new AccessToken { Value = AccessToken.Value, Scheme = AccessToken.Scheme, Scope = AccessToken.Scope, ExpiresAt = AcquiredAt },
        Generation = Generation + 1,
    };

    /// <summary>What is left when both are revoked: how far the account had come, so that a store that could not be reached does not bring them back.</summary>
    internal TokenSet Forgotten() => this with
    {
        AccessToken = new AccessToken { Value = string.Empty, ExpiresAt = AcquiredAt },
        RefreshToken = null,
    };

    internal bool IsForgotten => AccessToken.Value.Length == 0;

    /// <summary>Describes the set without its tokens.</summary>
    public override string ToString() =>
        $"{AccessToken}, {(RefreshToken is null ? "no refresh token" : "with refresh token")}, generation {Generation}";
}
