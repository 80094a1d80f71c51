using System.Collections.Concurrent;

namespace Sonetel.Http.Emulator;

/// <summary>Keeps all issued tokens. A token that is missing here is unknown, expired or revoked.</summary>
internal sealed class TokenLedger(TimeProvider time)
{
    private const int ForgetEvery = 1_000;

    private readonly ConcurrentDictionary<string, Entry> _access = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Entry> _refresh = new(StringComparer.Ordinal);
    private int _given;

    public void AddAccess(string token, Grantee grantee, TimeSpan lifetime)
    {
        _access[token] = new Entry(grantee, Until(lifetime));

        if (Interlocked.Increment(ref _given) % ForgetEvery == 0)
        {
            ForgetExpired();
        }
    }

    public void AddRefresh(string token, Grantee grantee, TimeSpan lifetime) =>
        _refresh.TryAdd(token, new Entry(grantee, Until(lifetime)));

    /// <summary>Returns the grantee of a valid access token, or null.</summary>
    public Grantee? Holder(string token, EmulatedSystem system)
    {
        if (!_access.TryGetValue(token, out var entry) || entry.Grantee.System != system)
        {
            return null;
        }

        var hasEnded = !entry.IsOfLastRenewal || entry.Grantee.IsRevoked || time.GetUtcNow() >= entry.ExpiresAt;
        return hasEnded ? null : entry.Grantee;
    }

    public bool IsAccess(string token) => _access.ContainsKey(token);

    public bool IsRefresh(string token) => _refresh.ContainsKey(token);

    /// <summary>Uses a refresh token.</summary>
    public (RefreshVerdict Verdict, Grantee? Grantee) Spend(
        string token,
        string clientId,
        Rotation rotation,
        Counters counters)
    {
        if (!_refresh.TryGetValue(token, out var entry))
        {
            return (RefreshVerdict.Unknown, null);
        }

        if (entry.Grantee.ClientId != clientId)
        {
            return (RefreshVerdict.WrongClient, null);
        }

        if (time.GetUtcNow() >= entry.ExpiresAt)
        {
            return (RefreshVerdict.Expired, null);
        }

        // With any other rotation, using a refresh token again is allowed.
        if (!entry.TryUse() && rotation is (Rotation.RevokeOld or Rotation.RevokeFamilyOnReuse))
        {
            counters.Reused();

            if (rotation is Rotation.RevokeFamilyOnReuse && !entry.Grantee.IsRevoked)
            {
                entry.Grantee.IsRevoked = true;
                counters.FamilyRevoked();
            }

            return (RefreshVerdict.Revoked, null);
        }

        return entry.Grantee.IsRevoked ? (RefreshVerdict.Revoked, null) : (RefreshVerdict.Accepted, entry.Grantee);
    }

    /// <summary>Revokes a token, and with a refresh token all tokens of its sign-in.</summary>
    /// <returns>Whether the token was known.</returns>
    public bool Revoke(string token)
    {
        if (_refresh.TryRemove(token, out var entry))
        {
            entry.Grantee.IsRevoked = true;
            return true;
        }

        return _access.TryRemove(token, out _);
    }

    public void RevokeAllAccess() => _access.Clear();

    public void RevokeAll()
    {
        _access.Clear();
        _refresh.Clear();
    }

    /// <summary>Returns when a token that is issued now expires; the longest lifetimes never end.</summary>
    public DateTimeOffset Until(TimeSpan lifetime)
    {
        var now = time.GetUtcNow();
        return lifetime < DateTimeOffset.MaxValue - now ? now + lifetime : DateTimeOffset.MaxValue;
    }

    // An expired refresh token is kept for a day, because its response differs from that to an unknown one.
    private void ForgetExpired()
    {
        var now = time.GetUtcNow();
        Forget(_access, entry => entry.ExpiresAt <= now);
        Forget(_refresh, entry => now - entry.ExpiresAt > TimeSpan.FromDays(1));
    }

    private static void Forget(ConcurrentDictionary<string, Entry> tokens, Predicate<Entry> isOver)
    {
        foreach (var (token, entry) in tokens)
        {
            if (isOver(entry))
            {
                tokens.TryRemove(token, out _);
            }
        }
    }

    private sealed class Entry(Grantee grantee, DateTimeOffset expiresAt)
    {
        private readonly int _renewals = grantee.Renewals;
        private int _used;

        public Grantee Grantee { get; } = grantee;

        public DateTimeOffset ExpiresAt { get; } = expiresAt;

        public bool IsOfLastRenewal => _renewals == Grantee.Renewals;

        public bool TryUse() => Interlocked.Exchange(ref _used, 1) == 0;
    }
}
