using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Sonetel.Http.Emulator;

/// <summary>
/// The help text. Descriptions of options are the XML documentation of their properties, from the file
/// beside the assembly.
/// </summary>
internal static partial class CommandHelp
{
    private const string Usage = """
        sonetel-emulator [--system SYSTEM] [--port NUMBER] [options]

        A server on 127.0.0.1 that emulates the token endpoints and APIs of Sonetel, sipgate, Laravel Passport and Moov.
        All systems are available at the same time, each at its own paths. The default port is 5005; 0 selects a free one.
        A DURATION is 250ms, 90s, 5m, 24h, 30d or hh:mm:ss. For true|false, the value true can be omitted.

        """;

    public static string Text()
    {
        var documentation = Documentation();
        var text = new StringBuilder(Usage).AppendLine();
        var systems = CommandValue.Hint(typeof(EmulatedSystem));
        Add(text, "--help", string.Empty, "Shows this text.");
        Add(text, "--system", systems, "Shows the addresses and credentials of one system only.");
        Add(text, "--user", "NAME=PASSWORD", "Adds a user; can be repeated.");

        foreach (var setting in CommandSettings.All)
        {
            var hint = CommandValue.Hint(setting.Property.PropertyType);
            Add(text, setting.Name, hint, Describe(documentation, setting.Property));
        }

        return text.ToString().TrimEnd();
    }

    private static void Add(StringBuilder text, string name, string hint, string description) =>
        text.Append(' ', 2).AppendLine($"{name} {hint}".TrimEnd()).Append(' ', 6).AppendLine(description);

    private static XElement? Documentation()
    {
        var file = Path.ChangeExtension(typeof(SonetelEmulator).Assembly.Location, ".xml");
        return File.Exists(file) ? XElement.Load(file) : null;
    }

    private static string Describe(XElement? documentation, PropertyInfo property)
    {
        var id = $"P:{property.DeclaringType!.FullName}.{property.Name}";
        var member = documentation?.Descendants("member").FirstOrDefault(
            entry => (string?)entry.Attribute("name") == id);
        return Blanks().Replace($"{Plain(member?.Element("summary"))} {Plain(member?.Element("value"))}", " ").Trim();
    }

    // A reference is replaced by the last part of its target's name.
    private static string Plain(XElement? element) => string.Concat(element?.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => Referred(see),
        XElement other => Plain(other),
        _ => string.Empty,
    }) ?? []);

    private static string Referred(XElement see) =>
        (string?)see.Attribute("langword") ?? ((string?)see.Attribute("cref"))?.Split('.')[^1] ?? see.Value;

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
