namespace Sonetel.Http.Sample;

/// <summary>Tells the meter of each token request that an app sends.</summary>
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
            meter.TokenRequestEnded(Severity.Bad, isGivenUp ? "caller gave up" : "broken off");
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
