using System.Collections.Concurrent;

namespace Sonetel.Http.Emulator;

/// <summary>How often each endpoint was asked, over all systems.</summary>
public sealed class Counters
{
    private readonly ConcurrentDictionary<string, int> _grants = new(StringComparer.Ordinal);
    private int _tokenRequests;
    private int _issued;
    private int _refreshes;
    private int _reuses;
    private int _families;
    private int _revocations;
    private int _apiRequests;
    private int _apiUnauthorized;
    private int _callbacks;
    private int _secrets;

    /// <summary>Requests to token endpoints, refused ones included.</summary>
    public int TokenRequests => _tokenRequests;

    /// <summary>Access tokens given.</summary>
    public int TokensIssued => _issued;

    /// <summary>Access tokens given for a refresh token.</summary>
    public int Refreshes => _refreshes;

    /// <summary>Refresh tokens that came a second time.</summary>
    public int RefreshTokenReuses => _reuses;

    /// <summary>Sign-ins of which all tokens ended because a refresh token came twice.</summary>
    public int FamiliesRevoked => _families;

    /// <summary>Requests to revocation endpoints.</summary>
    public int Revocations => _revocations;

    /// <summary>Requests to the APIs and the storage, refused ones included.</summary>
    public int ApiRequests => _apiRequests;

    /// <summary>Requests to the APIs that were answered with 401.</summary>
    public int ApiUnauthorized => _apiUnauthorized;

    /// <summary>Calls that Sonetel's call-back set up: each costs money.</summary>
    public int CallBacks => _callbacks;

    /// <summary>Requests to the APIs and the storage that showed a secret where none belongs: a password, a client
    /// secret or a refresh token anywhere, an access token outside <c>Authorization</c> or at the storage.</summary>
    public int SecretsAtApi => _secrets;

    /// <summary>Token requests of one <c>grant_type</c>, refused ones included.</summary>
    public int TokenRequestsBy(string grantType) => _grants.GetValueOrDefault(grantType);

    /// <summary>Sets all to 0.</summary>
    public void Reset()
    {
        _grants.Clear();
        _tokenRequests = _issued = _refreshes = _reuses = _families = _revocations = 0;
        _apiRequests = _apiUnauthorized = _callbacks = _secrets = 0;
    }

    internal int TokenRequested() => Interlocked.Increment(ref _tokenRequests);

    internal void Requested(string grantType) => _grants.AddOrUpdate(grantType, 1, (_, count) => count + 1);

    internal void Issued() => Interlocked.Increment(ref _issued);

    internal void Refreshed() => Interlocked.Increment(ref _refreshes);

    internal void Reused() => Interlocked.Increment(ref _reuses);

    internal void FamilyRevoked() => Interlocked.Increment(ref _families);

    internal void Revoked() => Interlocked.Increment(ref _revocations);

    internal void ApiRequested() => Interlocked.Increment(ref _apiRequests);

    internal void Unauthorized() => Interlocked.Increment(ref _apiUnauthorized);

    internal void CalledBack() => Interlocked.Increment(ref _callbacks);

    internal void SecretSeen() => Interlocked.Increment(ref _secrets);
}
