using System.Diagnostics;

namespace Sonetel.Http;

/// <summary>
/// What an account holds, as a store keeps it: its tokens, and which process is about to replace them.
/// </summary>
/// <param name="AccessToken">The token that goes out with requests; <see langword="null"/> where there is none.</param>
/// <param name="RefreshToken">
/// The token that the next one is acquired with; a secret. <see langword="null"/> where there is none.
/// </param>
/// <param name="AcquiredAt">
/// When the request for the tokens was sent, on the wall clock of the machine that sent it.
/// </param>
/// <param name="Generation">
/// Counts the writes of one key, from 1 on. A store takes a set only if it is the next one.
/// </param>
/// <remarks><see cref="ToString"/> and the debugger show no secret.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed record TokenSet(
    AccessToken? AccessToken,
    [property: DebuggerBrowsable(DebuggerBrowsableState.Never)] string? RefreshToken,
    DateTimeOffset AcquiredAt,
    long Generation)
{
    /// <summary>The fingerprint of the options that the access token was received with.</summary>
    /// <value>Opaque and not secret; <see langword="null"/> where it is not known.</value>
    public string? Credentials { get; init; }

    /// <summary>Who is renewing these tokens: the random name of one account in one process.</summary>
    /// <value>Not secret; <see langword="null"/> while nobody renews them.</value>
    public string? Renewer { get; init; }

    /// <summary>How often in a row the endpoint refused the account's credentials for good.</summary>
    /// <value>0 after a sign-in that succeeded.</value>
    public int Refusals { get; init; }

    internal TokenSet WithoutRefreshToken() => this with { RefreshToken = null };

    /// <summary>Describes the set without its tokens.</summary>
    public override string ToString()
    {
        var access = AccessToken?.ToString() ?? "no access token";
        var refresh = RefreshToken is null ? "no refresh token" : "with refresh token";
        return $"{access}, {refresh}, generation {Generation}{(Renewer is null ? "" : ", being renewed")}";
    }
}
