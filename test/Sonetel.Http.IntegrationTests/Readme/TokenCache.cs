using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.Readme;

/// <summary>What many apps have before they use the library: a lock, a cached token, and a margin before its expiry.</summary>
internal sealed class TokenCache(SonetelEmulator emulator) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly HttpClient _client = new();
    private readonly SemaphoreSlim _lock = new(1, 1);
    private string? _token;
    private DateTimeOffset _expiresAt;

    public async Task<string> GetAsync(Ct ct)
    {
        await _lock.WaitAsync(ct);

        try
        {
            var now = TimeProvider.System.GetUtcNow();

            if (_token is null || now >= _expiresAt - Margin)
            {
                _token = await RequestAsync(ct);
                _expiresAt = now.AddHours(24);
            }

            return _token;
        }
        finally
        {
            _lock.Release();
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _lock.Dispose();
    }

    private async Task<string> RequestAsync(Ct ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, emulator.TokenEndpoint);
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes("sonetel-api:sonetel-api"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", basic);
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password",
            ["username"] = emulator.Options.Username,
            ["password"] = emulator.Options.Password,
        });
        using var response = await _client.SendAsync(request, ct);
        var json = await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(ct);
        return JsonNode.Parse(json)!["access_token"]!.GetValue<string>();
    }
}
