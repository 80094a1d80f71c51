using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Sonetel.Http;

/// <summary>The options of accounts: those that were set at run time, else those of the options monitor.</summary>
internal sealed class AccountOptions(
    IOptionsMonitor<SonetelAuthOptions> monitor, IOptionsMonitorCache<SonetelAuthOptions> cache)
{
    private static readonly SonetelAuthOptionsValidator Validator = new();

    private readonly ConcurrentDictionary<string, SonetelAuthOptions> _set = new(StringComparer.Ordinal);

    public bool IsSet(string name) => _set.ContainsKey(name);

    public SonetelAuthOptions Get(string name) => _set.TryGetValue(name, out var set) ? set : monitor.Get(name);

    /// <summary>The registered options, read anew and without those that were set at run time.</summary>
    public SonetelAuthOptions Reload(string name)
    {
        cache.TryRemove(name);
        var registered = GetRegistered(name);
        _set.TryRemove(name, out _);
        return registered;
    }

    /// <summary>Options made by <paramref name="configure"/> from fresh ones, if they can work.</summary>
    /// <exception cref="OptionsValidationException">They cannot.</exception>
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
    /// The monitor's options; a failure is not remembered, so that an account which is configured later is found.
    /// </summary>
    public SonetelAuthOptions GetRegistered(string name)
    {
        try
        {
            return monitor.Get(name);
        }
        catch (OptionsValidationException)
        {
            cache.TryRemove(name);
            throw;
        }
    }

    /// <summary>
    /// Whether nobody has configured anything of that name: the failure is that of untouched options.
    /// </summary>
    public static bool IsUnknown(string name, OptionsValidationException e) =>
        Validator.Validate(name, new SonetelAuthOptions()) is { Failures: { } failures }
            && failures.SequenceEqual(e.Failures);
}
