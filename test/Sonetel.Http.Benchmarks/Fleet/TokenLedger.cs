using System.Collections.Concurrent;
using System.Diagnostics;

namespace Sonetel.Http.Benchmarks.Fleet;

/// <summary>
/// Token requests by account and lifetime. A request that comes in the first half of a lifetime is one too many of it: no
/// client renews that early.
/// </summary>
internal sealed class TokenLedger(TimeSpan lifetime)
{
    private readonly ConcurrentDictionary<string, AccountLedger> _accounts = new(StringComparer.Ordinal);

    public IReadOnlyList<AccountLedger> Accounts => [.. _accounts.Values];

    /// <summary>How often a refresh token came that was spent.</summary>
    public int Reuses => _accounts.Values.Sum(account => account.Reuses);

    public int LifetimesBegun => _accounts.Values.Sum(account => account.Requests.Count);

    /// <summary>Notes a request, and gives the number of the token that answers it; null where its refresh token is spent.</summary>
    public int? Request(string account, int? refreshToken) =>
        _accounts.GetOrAdd(account, static _ => new AccountLedger()).Request(refreshToken, Stopwatch.GetTimestamp(), lifetime);

    public bool HaveAllBegun(int accounts, int lifetimes) =>
        _accounts.Count >= accounts && _accounts.Values.All(account => account.Requests.Count >= lifetimes);
}
