using System.Net;

namespace Sonetel.Http.IntegrationTests.Readme;

/// <summary>The typed client of the README.</summary>
internal sealed class AccountClient(HttpClient http)
{
    public async Task<HttpStatusCode> GetAsync(Ct ct)
    {
        using var response = await http.GetAsync("account/", ct);
        return response.StatusCode;
    }
}
