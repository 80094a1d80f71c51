using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Sonetel.Http.Sample;

/// <summary>
/// A careful version of the handler that many apps contain: one sign-in at a time, a margin before the expiry, and one
/// retry after a 401.
/// </summary>
internal sealed class HandWrittenHandler(HttpClient tokens, Uri endpoint, Credentials credentials) : DelegatingHandler
{
    private static readonly AuthenticationHeaderValue Client =
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("sonetel-api:sonetel-api")));

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private volatile CachedToken? _token;

    public DateTimeOffset? ExpiresAt => _token?.ExpiresAt;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct ct)
    {
        var token = await GetTokenAsync(refused: null, ct);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        var response = await base.SendAsync(request, ct);

        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return response;
        }

        response.Dispose();
        token = await GetTokenAsync(refused: token, ct);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        return await base.SendAsync(request, ct);
    }

    private static bool IsGood(CachedToken? token, CachedToken? refused) =>
        token is not null && token != refused && DateTimeOffset.UtcNow < token.RenewAt;

    // As usual, the caller's cancellation token is passed on, so it also cancels the sign-in that others wait for.
    private async ValueTask<CachedToken> GetTokenAsync(CachedToken? refused, Ct ct)
    {
        if (_token is { } token && IsGood(token, refused))
        {
            return token;
        }

        await _oneAtATime.WaitAsync(ct);

        try
        {
            // Another caller may have signed in meanwhile.
            return _token is { } newer && IsGood(newer, refused) ? newer : _token = await SignInAsync(ct);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task<CachedToken> SignInAsync(Ct ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        request.Headers.Authorization = Client;
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password",
            ["username"] = credentials.Username,
            ["password"] = credentials.Password,
        });

        var sentAt = DateTimeOffset.UtcNow;
        using var response = await tokens.SendAsync(request, ct);
        response.EnsureSuccessStatusCode();
        var json = await response.Content.ReadFromJsonAsync<JsonElement>(ct);
        var lifetime = TimeSpan.FromSeconds(json.GetProperty("expires_in").GetDouble());

        // The same margin as that of Sonetel.Http: a fifth of the lifetime.
        var value = json.GetProperty("access_token").GetString()!;
        return new CachedToken(value, RenewAt: sentAt + (lifetime * 0.8), ExpiresAt: sentAt + lifetime);
    }
}
