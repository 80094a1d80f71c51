using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Sonetel.Http;

/// <summary>
/// The manager of each account, made when first asked for; the token lives here, whatever the factory does with its
/// handlers.
/// </summary>
internal sealed class TokenManagers : ISonetelAuthFactory, IDisposable, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TokenManager> _managers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<TokenManager, Task> _leaving = new();
    private readonly AccountOptions _options;
    private readonly TokenStores _stores;
    private readonly IDisposable? _changes;
    private Task? _closing;
    private volatile bool _disposed;

    public TokenManagers(AccountOptions options, TokenStores stores)
    {
        _options = options;
        _stores = stores;
        stores.MakeStores();
        stores.Telemetry.ObserveRemaining(GetRemaining);
        _changes = options.OnChange((changed, name) => TakeOver(changed, name ?? Options.DefaultName));
    }

    /// <inheritdoc/>
    ISonetelAuth ISonetelAuthFactory.Get(string name) => new SonetelAuth(Get(name));

    /// <inheritdoc/>
    public ISonetelAuth Set(string name, Action<SonetelAuthOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);
        ThrowIfDisposed();
        var options = _options.Set(name, configure);
        var manager = Get(name);
        manager.Change(options, startsAfresh: true);
        return new SonetelAuth(manager);
    }

    /// <inheritdoc/>
    public void Reload(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ThrowIfDisposed();
        var options = Known(name, _options.Reload);

        if (_managers.TryGetValue(name, out var manager))
        {
            manager.Change(options, startsAfresh: true);
        }
    }

    /// <inheritdoc/>
    public bool Remove(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var isKnown = _options.Remove(name) | _stores.IsRegistered(name);

        if (!_managers.TryRemove(name, out var manager))
        {
            return isKnown;
        }

        _ = LeaveAsync(manager);
        return true;
    }

    // A closed manager throws ObjectDisposedException itself.
    public TokenManager Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _managers.TryGetValue(name, out var manager) ? manager : Add(name);
    }

    // A result that is not in the store yet, and a request that carries the only refresh token, are waited for.
    public void Dispose()
    {
        var closing = CloseAllAsync();

        if (!closing.IsCompleted)
        {
            closing.GetAwaiter().GetResult();
        }
    }

    public async ValueTask DisposeAsync() => await CloseAllAsync().ConfigureAwait(false);

    // Disposal waits for what a removed account still has to write.
    private async Task LeaveAsync(TokenManager manager)
    {
        var left = new TaskCompletionSource();
        _leaving[manager] = left.Task;

        try
        {
            await manager.CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            _leaving.TryRemove(manager, out _);
            left.SetResult();
        }
    }

    // The container disposes what it knows by two names twice; the second time waits no longer than the first.
    private Task CloseAllAsync()
    {
        _disposed = true;
        _changes?.Dispose();
        return _closing ??= Task.WhenAll(
            _managers.Values.Select(manager => manager.CloseAsync()).Concat(_leaving.Values));
    }

    private void TakeOver(SonetelAuthOptions changed, string name)
    {
        if (!_options.IsSet(name) && _managers.TryGetValue(name, out var manager))
        {
            manager.Change(changed);
        }
    }

    private TokenManager Add(string name)
    {
        ThrowIfDisposed();
        var manager = _managers.GetOrAdd(name, Create);

        // Options may have changed, and the provider been disposed, while it was made and nobody could find it.
        manager.Change(_options.Get(name));

        if (_disposed)
        {
            _ = manager.CloseAsync();
        }

        return manager;
    }

    private TokenManager Create(string name)
    {
        var options = _options.IsSet(name) ? _options.Get(name) : Known(name, _options.GetRegistered);
        return new TokenManager(new AccountSettings(name, options), _stores.For(name));
    }

    private SonetelAuthOptions Known(string name, Func<string, SonetelAuthOptions> read)
    {
        try
        {
            return read(name);
        }
        catch (OptionsValidationException e) when (!_stores.IsRegistered(name) && AccountOptions.IsUnknown(name, e))
        {
            throw Unknown(name, e);
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, typeof(ISonetelAuth));

    // Names that appear at run time have no end, and may be a user's: they are measured only where the app asks for it.
    private IEnumerable<(string Account, TimeSpan Remaining)> GetRemaining() =>
        from account in _managers
        where _stores.IsRegistered(account.Key) || Telemetry.MeasuresRunTimeAccounts
        let remaining = account.Value.GetRemaining()
        where remaining is not null
        select (AccountName.ForLog(account.Key), remaining.Value);

    private static InvalidOperationException Unknown(string name, Exception e)
    {
        var argument = name.Length == 0 ? string.Empty : $"\"{name}\", ";
        return new InvalidOperationException(
            $"{AccountName.Describe(name)} is not known: register it with AddSonetelAuth({argument}…), "
            + "give it options with ISonetelAuthFactory.Set, "
            + $"or configure {nameof(SonetelAuthOptions)} of that name.",
            e);
    }
}
