using System.Net.Http.Headers;
using Microsoft.Extensions.Caching.Memory;

namespace Sonetel.Http.Benchmarks.Peers;

/// <summary>The usual hand-written handler: <see cref="SemaphoreSlim"/> and <see cref="IMemoryCache"/>.</summary>
internal sealed class MemoryCacheTokenHandler(TokenClient tokens) : DelegatingHandler
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions());
    private readonly SemaphoreSlim _gate = new(1, 1);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
    {
        var token = await GetTokenAsync(cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await base.SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _cache.Dispose();
            _gate.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<string> GetTokenAsync(Ct ct)
    {
        if (_cache.TryGetValue("token", out string? cached))
        {
            return cached!;
        }

        await _gate.WaitAsync(ct);

        try
        {
            if (_cache.TryGetValue("token", out cached))
            {
                return cached!;
            }

            var (token, sentAt, lifetime) = await tokens.AcquireAsync(ct);
            // The usual minute of margin, or a tenth of a shorter life.
            var margin = Math.Min(60, lifetime.TotalSeconds * 0.1);
            return _cache.Set("token", token, sentAt + lifetime - TimeSpan.FromSeconds(margin));
        }
        finally
        {
            _gate.Release();
        }
    }
}
