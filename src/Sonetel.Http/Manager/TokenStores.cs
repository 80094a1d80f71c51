using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>
/// Finds an account's store: its own, else the default account's, else memory. Without a service provider, all accounts
/// use the services that are passed in.
/// </summary>
internal sealed class TokenStores(IServiceProvider? provider, RegisteredAccounts accounts, TokenServices shared)
{
    private readonly FrozenSet<string> _accounts = accounts.Names.ToFrozenSet(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ITokenStore, TokenServices> _services = new(
        ReferenceEqualityComparer.Instance);

    public Telemetry Telemetry => shared.Telemetry;

    public bool IsRegistered(string account) => _accounts.Contains(account);

    /// <summary>
    /// Creates the stores now. The container disposes services in the reverse order of their creation, and a store must
    /// outlive the last write of a manager.
    /// </summary>
    public void MakeStores()
    {
        foreach (var account in accounts.WithStore)
        {
            try
            {
                provider!.GetKeyedService<ITokenStore>(account);
            }
            catch (Exception)
            {
                // Thrown again when this account is used; other accounts must not fail because of it.
            }
        }
    }

    public TokenServices For(string account) =>
        provider is null ? shared : _services.GetOrAdd(StoreOf(account), Create);

    // The container caches each key that is requested from it, so it is asked for registered accounts only: names that
    // appear at run time are unbounded.
    private ITokenStore StoreOf(string account) =>
        (IsRegistered(account) ? provider!.GetKeyedService<ITokenStore>(account) : null)
        ?? provider!.GetKeyedService<ITokenStore>(string.Empty)
        ?? provider!.GetRequiredService<MemoryTokenStore>();

    private TokenServices Create(ITokenStore store)
    {
        var logger = provider!.GetRequiredService<ILogger<ResilientTokenStore>>();
        return shared with { Store = new ResilientTokenStore(store, shared.Time, shared.Telemetry, logger) };
    }
}
