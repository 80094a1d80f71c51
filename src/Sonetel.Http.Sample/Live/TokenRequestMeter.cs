namespace Sonetel.Http.Sample;

/// <summary>Reports each token request of an app to its meter.</summary>
internal sealed class TokenRequestMeter(Meter meter) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct ct)
    {
        try
        {
            var response = await base.SendAsync(request, ct);
            var severity = response.IsSuccessStatusCode ? Severity.Good : Severity.Bad;
            meter.TokenRequestEnded(severity, Describe((int)response.StatusCode));
            return response;
        }
        catch (Exception e)
        {
            var isGivenUp = e is OperationCanceledException;
            meter.TokenRequestEnded(Severity.Bad, isGivenUp ? "caller gave up" : "connection failed");
            throw;
        }
    }

    private static string Describe(int status) => status switch
    {
        200 => "new token",
        400 => "400, wrong password",
        _ => $"{status}",
    };
}
