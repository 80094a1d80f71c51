using System.Net.Http.Json;
using System.Text.Json;

namespace Sonetel.Http.Benchmarks.Peers;

/// <summary>The token request that peers without one of their own make.</summary>
internal sealed class TokenClient(HttpMessageHandler endpoint) : IDisposable
{
    private readonly HttpClient _client = new(endpoint, disposeHandler: false);

    public async Task<(string Token, DateTimeOffset SentAt, TimeSpan Lifetime)> AcquireAsync(Ct ct)
    {
        var sentAt = DateTimeOffset.UtcNow;
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials")]);
        using var response = await _client.PostAsync(Addresses.TokenEndpoint, form, ct);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(ct);
        return (answer.GetProperty("access_token").GetString()!, sentAt, TimeSpan.FromSeconds(answer.GetProperty("expires_in").GetInt32()));
    }

    public void Dispose() => _client.Dispose();
}
