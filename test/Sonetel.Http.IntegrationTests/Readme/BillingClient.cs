using System.Net;

namespace Sonetel.Http.IntegrationTests.Readme;

/// <summary>The typed client of another API.</summary>
internal sealed class BillingClient(HttpClient http)
{
    public async Task<HttpStatusCode> GetAsync(Ct ct)
    {
        using var response = await http.GetAsync("accounts", ct);
        return response.StatusCode;
    }
}
