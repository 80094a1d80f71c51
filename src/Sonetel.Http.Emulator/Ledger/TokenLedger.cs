using System.Collections.Concurrent;

namespace Sonetel.Http.Emulator;

/// <summary>Every token the emulator gave: a token that does not stand here is forged, expired or revoked.</summary>
internal sealed class TokenLedger(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Entry> _access = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Entry> _refresh = new(StringComparer.Ordinal);

    public void AddAccess(string token, Grantee grantee, TimeSpan lifetime) => _access[token] = new Entry(grantee, Until(lifetime));

    public void AddRefresh(string token, Grantee grantee, TimeSpan lifetime) => _refresh.TryAdd(token, new Entry(grantee, Until(lifetime)));

    public bool Accepts(string token, EmulatedSystem system) =>
        _access.TryGetValue(token, out var entry) && entry.Grantee.System == system && entry.IsOfLastRenewal && !entry.Grantee.IsRevoked && time.GetUtcNow() < entry.ExpiresAt;

    public bool IsAccess(string token) => _access.ContainsKey(token);

    /// <summary>Spends a refresh token, as the rotation has it.</summary>
    public (RefreshVerdict Verdict, Grantee? Grantee) Spend(string token, string clientId, Rotation rotation, Counters counters)
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

        // Only a rotation that ends the old token knows a reuse.
        if (!entry.TryUse() && rotation is (Rotation.RevokeOld or Rotation.RevokeFamilyOnReuse))
        {
            counters.Reused();
            entry.Grantee.IsRevoked |= rotation is Rotation.RevokeFamilyOnReuse;
            return (RefreshVerdict.Revoked, null);
        }

        return entry.Grantee.IsRevoked ? (RefreshVerdict.Revoked, null) : (RefreshVerdict.Accepted, entry.Grantee);
    }

    public void Revoke(string token)
    {
        _access.TryRemove(token, out _);

        if (_refresh.TryRemove(token, out var entry))
        {
            entry.Grantee.IsRevoked = true;
        }
    }

    public void RevokeAllAccess() => _access.Clear();

    public void RevokeAll()
    {
        _access.Clear();
        _refresh.Clear();
    }

    private DateTimeOffset Until(TimeSpan lifetime)
    {
        var now = time.GetUtcNow();
        return lifetime < DateTimeOffset.MaxValue - now ? now + lifetime : DateTimeOffset.MaxValue;
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
