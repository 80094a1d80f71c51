using System.Reflection;

namespace Sonetel.Http.Emulator;

/// <summary>
/// All that can be set from the command line: whatever the options and the switches have, so that nothing is forgotten.
/// </summary>
internal static class CommandSettings
{
    public static IReadOnlyList<CommandSetting> All { get; } =
        [.. Of(typeof(SonetelEmulatorOptions)), .. Of(typeof(Switches))];

    public static CommandSetting? Find(string name) => All.FirstOrDefault(setting => setting.Name == name);

    // A program has the machine's clock.
    private static IEnumerable<CommandSetting> Of(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is { IsPublic: true } && property.PropertyType != typeof(TimeProvider))
        .Select(property => new CommandSetting(property));
}
