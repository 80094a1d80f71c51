using System.Text;

namespace Sonetel.Http.Emulator;

/// <summary>The text that the program shows at its start: each system's token endpoint and credentials.</summary>
internal static class CommandBanner
{
    public static string Text(SonetelEmulator emulator, EmulatedSystem? only)
    {
        var text = new StringBuilder().AppendLine($"Listening on {emulator.BaseAddress}");

        foreach (var system in Enum.GetValues<EmulatedSystem>().Where(system => only is null || system == only))
        {
            text.AppendLine(
                $"{system,-9} POST {emulator.TokenEndpointOf(system)}, {Credentials(system, emulator.Options)}");
        }

        return text.Append("Press Ctrl+C to stop.").ToString();
    }

    private static string Credentials(EmulatedSystem system, SonetelEmulatorOptions options)
    {
        var client = $"client {options.ClientId}:{options.ClientSecret}";
        var user = $"user {options.Username}, password {options.Password}";

        return system switch
        {
            EmulatedSystem.Sonetel => $"client sonetel-api:sonetel-api, {user}",
            EmulatedSystem.Sipgate => $"{client}, or Basic {options.TokenId}:{options.PersonalAccessToken} on /v2/account",
            EmulatedSystem.Passport => $"{client}, {user}",
            _ => $"{client}, with an Origin unless --demands-origin false",
        };
    }
}
