using System.Collections.Concurrent;

namespace Sonetel.Http.Emulator;

/// <summary>Counts the requests to each endpoint, over all systems.</summary>
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

    /// <summary>The number of requests to token endpoints, including refused ones.</summary>
    public int TokenRequests => _tokenRequests;

    /// <summary>The number of issued access tokens.</summary>
    public int TokensIssued => _issued;

    /// <summary>The number of access tokens that were issued for a refresh token.</summary>
    public int Refreshes => _refreshes;

    /// <summary>The number of requests with a refresh token that was already used.</summary>
    public int RefreshTokenReuses => _reuses;

    /// <summary>The number of sign-ins whose tokens were all revoked because a refresh token was used twice.</summary>
    public int FamiliesRevoked => _families;

    /// <summary>The number of requests to revocation endpoints.</summary>
    public int Revocations => _revocations;

    /// <summary>The number of requests to the APIs and the storage, including refused ones.</summary>
    public int ApiRequests => _apiRequests;

    /// <summary>The number of API requests that were refused with 401.</summary>
    public int ApiUnauthorized => _apiUnauthorized;

    /// <summary>The number of calls that were set up by Sonetel's call-back. At Sonetel, each costs money.</summary>
    public int CallBacks => _callbacks;

    /// <summary>
    /// The number of API and storage requests that contained a secret in the wrong place: a password, a client secret
    /// or a refresh token anywhere, or an access token outside of <c>Authorization</c> or at the storage.
    /// </summary>
    public int SecretsAtApi => _secrets;

    /// <summary>Returns the number of token requests with a <c>grant_type</c>, including refused ones.</summary>
    public int TokenRequestsBy(string grantType) => _grants.GetValueOrDefault(grantType);

    /// <summary>Resets all counters to 0.</summary>
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
