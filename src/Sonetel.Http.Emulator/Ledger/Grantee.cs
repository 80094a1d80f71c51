namespace Sonetel.Http.Emulator;

/// <summary>
/// The user, client and scope that tokens were issued for. All tokens of one sign-in share it, and are revoked with it.
/// </summary>
internal sealed class Grantee(EmulatedSystem system, string clientId, string? scope, string user = "")
{
    public EmulatedSystem System { get; } = system;

    public string ClientId { get; } = clientId;

    public string? Scope { get; } = scope;

    /// <summary>The user who signed in; empty for client credentials.</summary>
    public string User { get; } = user;

    public volatile bool IsRevoked;

    private int _renewals;

    public int Renewals => _renewals;

    public bool Has(string scope) => Scope?.Split(' ').Contains(scope) ?? false;

    /// <summary>
    /// Ends the existing access tokens, as league and Keycloak do at each refresh (wire.md §2.3, §3.3).
    /// </summary>
    public void EndAccess() => Interlocked.Increment(ref _renewals);
}
