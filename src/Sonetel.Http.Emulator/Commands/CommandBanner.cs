using System.Text;

namespace Sonetel.Http.Emulator;

/// <summary>What the program shows once it listens: where each system is asked for a token, and as whom.</summary>
internal static class CommandBanner
{
    public static string Text(SonetelEmulator emulator, EmulatedSystem? only)
    {
        var text = new StringBuilder().AppendLine($"Listening on {emulator.BaseAddress}");

        foreach (var system in Enum.GetValues<EmulatedSystem>().Where(system => only is null || system == only))
        {
            text.AppendLine($"{system,-9} POST {emulator.TokenEndpointOf(system)}, {Credentials(system, emulator.Options)}");
        }

        return text.Append("Ctrl+C ends it.").ToString();
    }

    private static string Credentials(EmulatedSystem system, SonetelEmulatorOptions options) => system switch
    {
        EmulatedSystem.Sonetel => $"client sonetel-api:sonetel-api, user {options.Username}, password {options.Password}",
        EmulatedSystem.Sipgate => $"client {options.ClientId}:{options.ClientSecret}, or Basic {options.TokenId}:{options.PersonalAccessToken} on /v2/account",
        EmulatedSystem.Passport => $"client {options.ClientId}:{options.ClientSecret}, user {options.Username}, password {options.Password}",
        _ => $"client {options.ClientId}:{options.ClientSecret}, with an Origin unless --demands-origin false",
    };
}
