using System.Net.Http.Json;
using System.Text.Json;

namespace Sonetel.Http.Benchmarks.Fleet.Members;

/// <summary>The token request that hand-written code makes: a sign-in.</summary>
internal sealed class PasswordTokens(HttpClient client, Uri endpoint)
{
    public async Task<(string Token, TimeSpan Lifetime)> AcquireAsync(string account, Ct ct)
    {
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "password"), new("username", account), new("password", "password")]);
        using var response = await client.PostAsync(endpoint, form, ct);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(ct);
        var lifetime = TimeSpan.FromSeconds(answer.GetProperty("expires_in").GetInt32());
        return (answer.GetProperty("access_token").GetString()!, lifetime);
    }

    /// <summary>How long a token is kept: a tenth of its life is left for whoever has just read it.</summary>
    public static TimeSpan Kept(TimeSpan lifetime) => lifetime * 0.9;
}
