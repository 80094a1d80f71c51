using System.Reflection;
using System.Text.RegularExpressions;

namespace Sonetel.Http.Emulator;

/// <summary>A property of the options or the switches that can be set from the command line.</summary>
internal sealed partial class CommandSetting(PropertyInfo property)
{
    public string Name { get; } = $"--{WordStart().Replace(property.Name, "-").ToLowerInvariant()}";

    public PropertyInfo Property => property;

    public bool IsFlag => property.PropertyType == typeof(bool);

    public bool IsSwitch => property.DeclaringType == typeof(Switches);

    /// <exception cref="FormatException">The value is invalid.</exception>
    public void Apply(object target, string text) =>
        property.SetValue(target, CommandValue.Read(Name, property.PropertyType, text));

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordStart();
}
