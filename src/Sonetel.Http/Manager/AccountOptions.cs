using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Sonetel.Http;

/// <summary>Finds an account's options: those set at run time, else those of the options monitor.</summary>
internal sealed class AccountOptions(
    IOptionsMonitor<SonetelAuthOptions> monitor, IOptionsMonitorCache<SonetelAuthOptions> cache)
{
    private static readonly SonetelAuthOptionsValidator Validator = new();

    private readonly ConcurrentDictionary<string, SonetelAuthOptions> _set = new(StringComparer.Ordinal);

    public bool IsSet(string name) => _set.ContainsKey(name);

    public SonetelAuthOptions Get(string name) => _set.TryGetValue(name, out var set) ? set : GetRegistered(name);

    /// <summary>Drops the options set at run time and reads the registered ones again.</summary>
    public SonetelAuthOptions Reload(string name)
    {
        cache.TryRemove(name);
        var registered = GetRegistered(name);
        _set.TryRemove(name, out _);
        return registered;
    }

    /// <summary>Creates, validates and keeps an account's options at run time.</summary>
    /// <exception cref="OptionsValidationException">The options are invalid.</exception>
    public SonetelAuthOptions Set(string name, Action<SonetelAuthOptions> configure)
    {
        var options = new SonetelAuthOptions();
        configure(options);
        var validation = Validator.Validate(name, options);

        if (validation.Failed)
        {
            throw new OptionsValidationException(name, typeof(SonetelAuthOptions), validation.Failures);
        }

        return _set[name] = options;
    }

    public bool Remove(string name)
    {
        cache.TryRemove(name);
        return _set.TryRemove(name, out _);
    }

    public IDisposable? OnChange(Action<SonetelAuthOptions, string?> changed) => monitor.OnChange(changed);

    /// <summary>
    /// Reads the monitor's options. A failure is removed from its cache, so that an account that is configured later,
    /// or whose source works again, is found.
    /// </summary>
    public SonetelAuthOptions GetRegistered(string name)
    {
        try
        {
            return monitor.Get(name);
        }
        catch
        {
            cache.TryRemove(name);
            throw;
        }
    }

    /// <summary>
    /// Whether no options are configured for the name: then validation fails just as for unconfigured options.
    /// </summary>
    public static bool IsUnknown(string name, OptionsValidationException e) =>
        Validator.Validate(name, new SonetelAuthOptions()) is { Failures: { } failures }
            && failures.SequenceEqual(e.Failures);
}
