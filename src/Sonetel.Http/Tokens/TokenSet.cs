using System.Diagnostics;

namespace Sonetel.Http;

/// <summary>An account's tokens as a store keeps them, and the process that is renewing them.</summary>
/// <param name="AccessToken">The token that requests carry, or <see langword="null"/>.</param>
/// <param name="RefreshToken">
/// The token to acquire the next access token with, or <see langword="null"/>; a secret.
/// </param>
/// <param name="AcquiredAt">When the token request was sent, on the wall clock of the machine that sent it.</param>
/// <param name="Generation">
/// The number of writes to the key, beginning with 1. A store accepts a set only if its generation is the next one.
/// </param>
/// <remarks><see cref="ToString"/> and the debugger show no secret.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed record TokenSet(
    AccessToken? AccessToken,
    [property: DebuggerBrowsable(DebuggerBrowsableState.Never)] string? RefreshToken,
    DateTimeOffset AcquiredAt,
    long Generation)
{
    /// <summary>The fingerprint of the options that the access token was received with; opaque, not secret.</summary>
    /// <value><see langword="null"/> if it is not known.</value>
    public string? Credentials { get; init; }

    /// <summary>The random id of the process and account that are renewing these tokens; not secret.</summary>
    /// <value><see langword="null"/> if no process is renewing them.</value>
    public string? Renewer { get; init; }

    /// <summary>How often in a row the endpoint has permanently refused the account's credentials.</summary>
    /// <value>0 after a successful sign-in.</value>
    public int Refusals { get; init; }

    /// <summary>Describes the set without its tokens.</summary>
    public override string ToString()
    {
        var access = AccessToken?.ToString() ?? "no access token";
        var refresh = RefreshToken is null ? "no refresh token" : "with refresh token";
        return $"{access}, {refresh}, generation {Generation}{(Renewer is null ? "" : ", being renewed")}";
    }
}
