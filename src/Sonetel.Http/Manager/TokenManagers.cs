using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Sonetel.Http;

/// <summary>The manager of each account, made when first asked for; the token lives here, whatever the factory does with its handlers.</summary>
internal sealed class TokenManagers : ISonetelAuthFactory, IDisposable, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TokenManager> _managers = new(StringComparer.Ordinal);
    private readonly IOptionsMonitor<SonetelAuthOptions> _options;
    private readonly IOptionsMonitorCache<SonetelAuthOptions> _cache;
    private readonly TokenStores _services;
    private readonly IDisposable? _changes;
    private volatile bool _disposed;

    public TokenManagers(IOptionsMonitor<SonetelAuthOptions> options, IOptionsMonitorCache<SonetelAuthOptions> cache, TokenStores services)
    {
        _options = options;
        _cache = cache;
        _services = services;
        services.MakeStores();
        _changes = options.OnChange((changed, name) =>
        {
            if (_managers.TryGetValue(name ?? Options.DefaultName, out var manager))
            {
                manager.Change(changed);
            }
        });
    }

    /// <inheritdoc/>
    ISonetelAuth ISonetelAuthFactory.Get(string name) => new SonetelAuth(Get(name));

    // A manager that is there answers for itself when it is closed.
    public TokenManager Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _managers.TryGetValue(name, out var manager) ? manager : Add(name);
    }

    public void Dispose()
    {
        _ = CloseAll();
    }

    public async ValueTask DisposeAsync() => await CloseAll().ConfigureAwait(false);

    private Task CloseAll()
    {
        _disposed = true;
        _changes?.Dispose();
        return Task.WhenAll(_managers.Values.Select(manager => manager.Close()));
    }

    private TokenManager Add(string name)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(ISonetelAuth));
        var manager = _managers.GetOrAdd(name, Create);

        // Options may have changed, and the provider been disposed, while it was made and nobody could find it.
        if (_options.Get(name) is var options && options != manager.Settings.Options)
        {
            manager.Change(options);
        }

        if (_disposed)
        {
            _ = manager.Close();
        }

        return manager;
    }

    private TokenManager Create(string name)
    {
        try
        {
            return new TokenManager(new AccountSettings(name, _options.Get(name)), _services.For(name));
        }
        catch (OptionsValidationException e) when (!_services.IsRegistered(name))
        {
            // The monitor would remember the failure, and an account that appears later would never be found.
            _cache.TryRemove(name);
            throw IsUnknown(name, e) ? Unknown(name, e) : e;
        }
    }

    // Nobody has configured anything of that name.
    private static bool IsUnknown(string name, OptionsValidationException e) =>
        new SonetelAuthOptionsValidator().Validate(name, new SonetelAuthOptions()) is { Failures: { } failures } && failures.SequenceEqual(e.Failures);

    private static InvalidOperationException Unknown(string name, Exception e) => new(
        $"{AccountName.Describe(name)} is not known: register it with AddSonetelAuth({(name.Length == 0 ? string.Empty : $"\"{name}\", ")}…), or configure {nameof(SonetelAuthOptions)} of that name.", e);
}
