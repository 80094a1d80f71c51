namespace Sonetel.Http.Emulator;

/// <summary>For whom, by which client and for what a token was issued;
/// all tokens of one sign-in share it, and end with it.</summary>
internal sealed class Grantee(EmulatedSystem system, string clientId, string? scope, string user = "")
{
    public EmulatedSystem System { get; } = system;

    public string ClientId { get; } = clientId;

    public string? Scope { get; } = scope;

    /// <summary>Who signed in; nobody for client credentials.</summary>
    public string User { get; } = user;

    public volatile bool IsRevoked;

    private int _renewals;

    public int Renewals => _renewals;

    public bool Has(string scope) => Scope?.Split(' ').Contains(scope) ?? false;

    /// <summary>Ends the access tokens that there are, as league and
    /// Keycloak do with each refresh (wire.md §2.3, §3.3).</summary>
    public void EndAccess() => Interlocked.Increment(ref _renewals);
}
