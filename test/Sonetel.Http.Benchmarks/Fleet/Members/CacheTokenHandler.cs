using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Microsoft.Extensions.Caching.Distributed;

namespace Sonetel.Http.Benchmarks.Fleet.Members;

/// <summary>What many write: the distributed cache, and a <see cref="SemaphoreSlim"/> for each account.</summary>
internal sealed class CacheTokenHandler(IDistributedCache cache, PasswordTokens tokens) : DelegatingHandler
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
    {
        request.Options.TryGetValue(HandWritten.Account, out var account);
        var token = await GetTokenAsync(account!, cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await base.SendAsync(request, cancellationToken);
    }

    private async ValueTask<string> GetTokenAsync(string account, Ct ct)
    {
        var key = $"token:{account}";

        if (await cache.GetStringAsync(key, ct) is { } cached)
        {
            return cached;
        }

        var gate = _gates.GetOrAdd(account, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(ct);

        try
        {
            if (await cache.GetStringAsync(key, ct) is { } other)
            {
                return other;
            }

            var (token, lifetime) = await tokens.AcquireAsync(account, ct);
            var kept = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = PasswordTokens.Kept(lifetime) };
            await cache.SetStringAsync(key, token, kept, ct);
            return token;
        }
        finally
        {
            gate.Release();
        }
    }
}
