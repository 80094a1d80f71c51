using System.Net.Http.Json;
using System.Text.Json;

namespace Sonetel.Http.Sample;

/// <summary>An ordinary typed client. It never sees a token.</summary>
internal sealed class AccountClient(HttpClient http)
{
    public async Task<JsonElement> GetAccountAsync(Ct ct) => await http.GetFromJsonAsync<JsonElement>("account/", ct);
}
