using System.Net.Http.Headers;

namespace Sonetel.Http;

/// <summary>Creates token and revocation requests with the account's client authentication and headers.</summary>
internal static class TokenRequestMessage
{
    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");

    public static HttpRequestMessage Create(
        SonetelAuthOptions options, Uri endpoint, TokenRequestFormat format, Dictionary<string, string> parameters)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        request.Headers.Accept.Add(Json);
        Authenticate(request, options, parameters);

        foreach (var (name, value) in options.TokenRequestHeadersOrNone)
        {
            request.Headers.Remove(name);

            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        request.Content = TokenRequestBody.Create(format, parameters);
        return request;
    }

    // A request uses one method of client authentication (RFC 6749 §2.3). A client without a secret sends its id
    // (§3.2.1), also if it authenticates with a certificate (RFC 8705 §2).
    private static void Authenticate(
        HttpRequestMessage request, SonetelAuthOptions options, Dictionary<string, string> parameters)
    {
        if (string.IsNullOrEmpty(options.ClientId))
        {
            return;
        }

        // With ClientAuthentication.None there is none: the options would be refused.
        var secret = options.ClientSecret;

        if (options.ClientAuthentication is ClientAuthentication.BasicHeader && !string.IsNullOrEmpty(secret))
        {
            request.Headers.Authorization = BasicCredentials.Create(options.ClientId, secret, options.BasicEncoding);
            return;
        }

        parameters["client_id"] = options.ClientId;

        if (!string.IsNullOrEmpty(secret))
        {
            parameters["client_secret"] = secret;
        }
    }
}
