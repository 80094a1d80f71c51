using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests;

/// <summary>The options of each system against its emulator.</summary>
internal static class Systems
{
    public static void Sipgate(SonetelAuthOptions options, SonetelEmulator emulator)
    {
        options.UseSipgateOAuth(emulator.Options.ClientId, emulator.Options.ClientSecret, emulator.GiveSipgateRefreshToken());
        options.TokenEndpoint = new Uri(emulator.BaseAddress, "/auth/realms/third-party/protocol/openid-connect/token");
        options.RevocationEndpoint = new Uri(emulator.BaseAddress, "/auth/realms/third-party/protocol/openid-connect/revoke");
    }

    public static void Passport(SonetelAuthOptions options, SonetelEmulator emulator) =>
        options.UsePassport(emulator.BaseAddress.OriginalString, emulator.Options.ClientId, emulator.Options.ClientSecret, emulator.Options.Username, emulator.Options.Password);

    public static void Moov(SonetelAuthOptions options, SonetelEmulator emulator)
    {
        options.UseMoov(emulator.Options.ClientId, emulator.Options.ClientSecret, "/accounts.read");
        options.TokenEndpoint = new Uri(emulator.BaseAddress, "/oauth2/token");
        options.RevocationEndpoint = new Uri(emulator.BaseAddress, "/oauth2/revoke");
    }
}
