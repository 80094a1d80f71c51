using Microsoft.Extensions.Configuration;

namespace Sonetel.Http.Smoke;

/// <summary>The account's options as configuration, because binding is what trimming breaks first.</summary>
internal static class Settings
{
    public const string ClientId = "client-1";

    public const string ClientSecret = "client-secret-1";

    public static IConfiguration For(Uri emulator) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Moov:GrantType"] = "ClientCredentials",
            ["Moov:ClientId"] = ClientId,
            ["Moov:ClientSecret"] = ClientSecret,
            ["Moov:Scope"] = "/accounts.read /accounts.write",
            ["Moov:RevocationFormat"] = "Json",
            ["Moov:TokenEndpoint"] = $"{emulator}oauth2/token",
            ["Moov:RevocationEndpoint"] = $"{emulator}oauth2/revoke",
            ["Moov:AllowedHosts:0"] = emulator.Host,
            ["Moov:TokenRequestHeaders:Origin"] = "https://example.com",
            ["Moov:RequestHeaders:Origin"] = "https://example.com",
        })
        .Build();
}
