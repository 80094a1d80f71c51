using System.Net.Http.Headers;
using Microsoft.Extensions.Caching.Hybrid;

namespace Sonetel.Http.Benchmarks.Fleet.Members;

/// <summary>What others write: HybridCache, which lets one caller of a process fill it. It has to know the lifetime in advance.</summary>
internal sealed class HybridTokenHandler(HybridCache cache, PasswordTokens tokens, TimeSpan lifetime) : DelegatingHandler
{
    private readonly HybridCacheEntryOptions _kept = new()
    {
        Expiration = PasswordTokens.Kept(lifetime),
        LocalCacheExpiration = PasswordTokens.Kept(lifetime),
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
    {
        request.Options.TryGetValue(HandWritten.Account, out var account);
        var token = await cache.GetOrCreateAsync($"token:{account}", ct => AcquireAsync(account!, ct), _kept, null, cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await base.SendAsync(request, cancellationToken);
    }

    private async ValueTask<string> AcquireAsync(string account, Ct ct) => (await tokens.AcquireAsync(account, ct)).Token;
}
