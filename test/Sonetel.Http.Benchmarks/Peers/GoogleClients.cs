using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Flows;
using Google.Apis.Http;
using GoogleToken = Google.Apis.Auth.OAuth2.Responses.TokenResponse;

namespace Sonetel.Http.Benchmarks.Peers;

/// <summary>Google's own client over the same inner handler, with a user's credential or, as its own baseline, without.</summary>
internal static class GoogleClients
{
    public static ConfigurableHttpClient Create(HttpMessageHandler inner, UserCredential? credential)
    {
        var client = new ConfigurableHttpClient(new ConfigurableMessageHandler(inner));
        credential?.Initialize(client);
        return client;
    }

    /// <summary>A user who has signed in once: a refresh token, and an access token if there is one.</summary>
    public static UserCredential Credential(HttpMessageHandler tokenEndpoint, GoogleToken token)
    {
        var flow = new GoogleAuthorizationCodeFlow(new GoogleAuthorizationCodeFlow.Initializer
        {
            ClientSecrets = new ClientSecrets { ClientId = "client", ClientSecret = "secret" },
            HttpClientFactory = new GoogleTokenClientFactory(tokenEndpoint),
        });
        return new UserCredential(flow, "user", token);
    }

    public static GoogleToken Cached() => new()
    {
        AccessToken = StubTokenEndpoint.Token(1),
        RefreshToken = "refresh-0",
        ExpiresInSeconds = 3_600,
        IssuedUtc = DateTime.UtcNow,
    };

    public static GoogleToken Cold() => new() { RefreshToken = "refresh-0" };
}
