using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Sonetel.Http;

/// <summary>
/// Creates each account's manager at its first use and keeps it, so that tokens outlive the handlers
/// that <c>HttpClientFactory</c> recycles.
/// </summary>
internal sealed class TokenManagers : ISonetelAuthFactory, IDisposable, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TokenManager> _managers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<TokenManager, Task> _removed = new();
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
        _changes = options.OnChange((changed, name) => Apply(changed, name ?? Options.DefaultName));
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

        _ = CloseRemovedAsync(manager);
        return true;
    }

    // Does not check for disposal: a closed manager throws ObjectDisposedException.
    public TokenManager Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Find(name) ?? Add(name);
    }

    /// <summary>Returns the account's manager, or null if the account has not been used or was removed.</summary>
    public TokenManager? Find(string name) => _managers.GetValueOrDefault(name);

    // Waits for a result that is not in the store yet, and for a request that carries the only refresh token.
    public void Dispose()
    {
        var closing = CloseAllAsync();

        if (!closing.IsCompleted)
        {
            closing.GetAwaiter().GetResult();
        }
    }

    public async ValueTask DisposeAsync() => await CloseAllAsync().ConfigureAwait(false);

    // Kept until it is closed, because disposal waits for a removed account's last write, too.
    private async Task CloseRemovedAsync(TokenManager manager)
    {
        var closed = new TaskCompletionSource();
        _removed[manager] = closed.Task;

        try
        {
            await manager.CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            _removed.TryRemove(manager, out _);
            closed.SetResult();
        }
    }

    // The container disposes a service that is registered under two types twice; both calls wait for the same task.
    private Task CloseAllAsync()
    {
        _disposed = true;
        _changes?.Dispose();
        return _closing ??= Task.WhenAll(
            _managers.Values.Select(manager => manager.CloseAsync()).Concat(_removed.Values));
    }

    private void Apply(SonetelAuthOptions changed, string name)
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

        // While the manager was created, OnChange and disposal could not find it, so both are checked afterwards.
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

    // Names that are known only at run time are unbounded and may identify a user, so measuring them is opt-in.
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
