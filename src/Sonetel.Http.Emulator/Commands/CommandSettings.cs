using System.Reflection;

namespace Sonetel.Http.Emulator;

/// <summary>
/// All properties that can be set from the command line. They are found by reflection, so that a new one needs
/// no code here.
/// </summary>
internal static class CommandSettings
{
    public static IReadOnlyList<CommandSetting> All { get; } =
        [.. Of(typeof(SonetelEmulatorOptions)), .. Of(typeof(Switches))];

    public static CommandSetting? Find(string name) => All.FirstOrDefault(setting => setting.Name == name);

    // Without the clock, because a program uses the machine's.
    private static IEnumerable<CommandSetting> Of(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is { IsPublic: true } && property.PropertyType != typeof(TimeProvider))
        .Select(property => new CommandSetting(property));
}
