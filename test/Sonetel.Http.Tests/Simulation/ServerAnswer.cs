using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Sonetel.Http.Tests.Simulation;

/// <summary>What the token endpoint says to one request.</summary>
internal sealed record ServerAnswer(
    HttpStatusCode Status, string? Error = null, IssuedAccessToken? AccessToken = null, IssuedRefreshToken? RefreshToken = null)
{
    public static readonly ServerAnswer InvalidGrant = new(HttpStatusCode.BadRequest, "invalid_grant");

    public static readonly ServerAnswer InvalidClient = new(HttpStatusCode.Unauthorized, "invalid_client");

    /// <summary>Seconds for which the endpoint wants to be left alone.</summary>
    public double? RetryAfter { get; init; }

    public HttpResponseMessage ToResponse(double lifetime)
    {
        var content = new StringContent(Body(lifetime), Encoding.UTF8, "application/json");
        var response = new HttpResponseMessage(Status) { Content = content };

        if (RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds));
        }

        return response;
    }

    public override string ToString() => AccessToken is { } access ? $"{access.Value} {RefreshToken}" : $"{(int)Status} {Error}";

    private string Body(double lifetime)
    {
        if (AccessToken is not { } access)
        {
            return Error is null ? "{}" : $$"""{"error":"{{Error}}"}""";
        }

        var refresh = RefreshToken is { } token ? $",\"refresh_token\":\"{token.Value}\"" : string.Empty;
        var seconds = lifetime.ToString(CultureInfo.InvariantCulture);
        return $$"""{"access_token":"{{access.Value}}","token_type":"bearer","expires_in":{{seconds}}{{refresh}}}""";
    }
}
