namespace Sonetel.Http.Emulator;

/// <summary>How often each endpoint was asked, over all systems.</summary>
public sealed class Counters
{
    private int _tokenRequests;
    private int _issued;
    private int _refreshes;
    private int _reuses;
    private int _revocations;
    private int _apiRequests;
    private int _apiUnauthorized;

    /// <summary>Requests to token endpoints, refused ones included.</summary>
    public int TokenRequests => _tokenRequests;

    /// <summary>Access tokens given.</summary>
    public int TokensIssued => _issued;

    /// <summary>Access tokens given for a refresh token.</summary>
    public int Refreshes => _refreshes;

    /// <summary>Refresh tokens that came a second time.</summary>
    public int RefreshTokenReuses => _reuses;

    /// <summary>Requests to revocation endpoints.</summary>
    public int Revocations => _revocations;

    /// <summary>Requests to the APIs, refused ones included.</summary>
    public int ApiRequests => _apiRequests;

    /// <summary>Requests to the APIs that were answered with 401.</summary>
    public int ApiUnauthorized => _apiUnauthorized;

    /// <summary>Sets all to 0.</summary>
    public void Reset() => _tokenRequests = _issued = _refreshes = _reuses = _revocations = _apiRequests = _apiUnauthorized = 0;

    internal int TokenRequested() => Interlocked.Increment(ref _tokenRequests);

    internal void Issued() => Interlocked.Increment(ref _issued);

    internal void Refreshed() => Interlocked.Increment(ref _refreshes);

    internal void Reused() => Interlocked.Increment(ref _reuses);

    internal void Revoked() => Interlocked.Increment(ref _revocations);

    internal void ApiRequested() => Interlocked.Increment(ref _apiRequests);

    internal void Unauthorized() => Interlocked.Increment(ref _apiUnauthorized);
}
