using System.Globalization;
using System.Net;
using System.Text;

namespace Sonetel.Http.Tests.Simulation;

/// <summary>What the token endpoint says to one request.</summary>
internal sealed record ServerAnswer(
    HttpStatusCode Status, string? Error = null, IssuedAccessToken? AccessToken = null, IssuedRefreshToken? RefreshToken = null)
{
    public static readonly ServerAnswer InvalidGrant = new(HttpStatusCode.BadRequest, "invalid_grant");

    public static readonly ServerAnswer InvalidClient = new(HttpStatusCode.Unauthorized, "invalid_client");

    public HttpResponseMessage ToResponse(double lifetime) =>
        new(Status) { Content = new StringContent(Body(lifetime), Encoding.UTF8, "application/json") };

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
