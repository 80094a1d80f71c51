using System.Net.Http.Json;
using System.Text.Json;

namespace Sonetel.Http.Sample;

/// <summary>An ordinary typed client. It never sees a token.</summary>
internal sealed class AccountClient(HttpClient http)
{
    public async Task<JsonElement> GetAccountAsync(Ct ct) => await http.GetFromJsonAsync<JsonElement>("account/", ct);

    /// <summary>Requests a call-back; <paramref name="request"/> is the JSON body.</summary>
    public async Task CallBackAsync(Stream request, Ct ct)
    {
        using var content = new StreamContent(request);
        content.Headers.ContentType = new("application/json");
        using var response = await http.PostAsync("make-calls/call/call-back", content, ct);
        response.EnsureSuccessStatusCode();
    }
}
