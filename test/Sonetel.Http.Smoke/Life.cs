using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Smoke;

/// <summary>Acquire, send, 401 and replay, renew, revoke; each step says whether it went as it should.</summary>
internal sealed class Life(IServiceProvider services, Uri emulator)
{
    public const string Client = "api";

    private readonly ISonetelAuth _auth = services.GetRequiredService<ISonetelAuth>();
    private readonly HttpClient _api = services.GetRequiredService<IHttpClientFactory>().CreateClient(Client);
    private bool _isRight = true;

    public async Task<bool> RunAsync()
    {
        var first = await TokenAsync();
        Tell("acquired", first.Length > 0);
        Tell("decoded", (await _auth.GetDecodedTokenAsync()).Audience.Contains("https://api.moov.io"));
        Tell("sent", await GetAsync() == HttpStatusCode.OK && await TokenAsync() == first);

        await RevokeBehindOurBackAsync(first);
        Tell("replayed after a 401", await PostAsync() == HttpStatusCode.OK && await TokenAsync() != first);

        var second = await TokenAsync();
        await Task.Delay(TimeSpan.FromSeconds(3.1));
        Tell("renewed", await GetAsync() == HttpStatusCode.OK && await TokenAsync() != second);

        var third = await TokenAsync();
        await _auth.RevokeTokenAsync();
        Tell("revoked", await BareAsync(third) == HttpStatusCode.Unauthorized && await GetAsync() == HttpStatusCode.OK);
        return _isRight;
    }

    private async Task<string> TokenAsync() => (await _auth.GetAccessTokenAsync()).Value;

    private async Task<HttpStatusCode> GetAsync()
    {
        using var response = await _api.GetAsync("accounts");
        return response.StatusCode;
    }

    private async Task<HttpStatusCode> PostAsync()
    {
        using var content = new StringContent("{}", mediaType: new("application/json"));
        using var response = await _api.PostAsync("accounts", content);
        return response.StatusCode;
    }

    // Past the handler, so that the account still holds the token that the server knows no more.
    private async Task RevokeBehindOurBackAsync(string token)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Origin", "https://example.com");
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["token"] = token,
            ["client_id"] = Settings.ClientId,
            ["client_secret"] = Settings.ClientSecret,
        });
        using var response = await http.PostAsync(new Uri(emulator, "oauth2/revoke"), content);
        response.EnsureSuccessStatusCode();
    }

    private async Task<HttpStatusCode> BareAsync(string token)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Origin", "https://example.com");
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var response = await http.GetAsync(new Uri(emulator, "accounts"));
        return response.StatusCode;
    }

    private void Tell(string step, bool isRight)
    {
        _isRight &= isRight;
        Console.WriteLine($"{(isRight ? "ok " : "OFF")} {step}");
    }
}
