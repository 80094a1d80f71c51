namespace Sonetel.Http.Emulator;

/// <summary>
/// A parsed command line: <c>--name value</c>, <c>--name=value</c>, or <c>--name</c> alone for a boolean.
/// </summary>
internal sealed class EmulatorCommand
{
    private readonly List<(CommandSetting Setting, string Value)> _switches = [];

    public SonetelEmulatorOptions Options { get; } = new() { Port = 5005 };

    /// <summary>The only system to show in the banner; null for all.</summary>
    public EmulatedSystem? System { get; private set; }

    public bool WantsHelp { get; private set; }

    /// <exception cref="FormatException">An option or its value is invalid.</exception>
    public static EmulatorCommand Parse(IReadOnlyList<string> args)
    {
        var command = new EmulatorCommand();

        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = Split(args[i]);

            if (value is null && i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                value = args[++i];
            }

            command.Take(name, value);
        }

        return command;
    }

    /// <summary>Applies the switches to a running emulator.</summary>
    public void ApplyTo(Switches switches)
    {
        foreach (var (setting, value) in _switches)
        {
            setting.Apply(switches, value);
        }
    }

    private static (string Name, string? Value) Split(string arg)
    {
        var parts = arg.Split('=', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : null);
    }

    private void Take(string name, string? value)
    {
        switch (name)
        {
            case "--help" or "-h":
                WantsHelp = true;
                break;
            case "--system":
                System = (EmulatedSystem)CommandValue.Read(name, typeof(EmulatedSystem), Demand(name, value))!;
                break;
            case "--user":
                AddUser(Demand(name, value));
                break;
            default:
                Take(CommandSettings.Find(name) ?? throw new FormatException($"There is no option {name}."), value);
                break;
        }
    }

    private void Take(CommandSetting setting, string? value)
    {
        var text = Demand(setting.Name, setting.IsFlag ? value ?? "true" : value);

        if (setting.IsSwitch)
        {
            // Validates the value now, because the switches are applied only after the emulator has started.
            setting.Apply(new Switches(), text);
            _switches.Add((setting, text));
        }
        else
        {
            setting.Apply(Options, text);
        }
    }

    private void AddUser(string text)
    {
        var (name, password) = Split(text);
        Options.MoreUsers[name] = password ?? throw new FormatException("--user takes name=password.");
    }

    private static string Demand(string name, string? value) =>
        value ?? throw new FormatException($"{name} needs a value.");
}
