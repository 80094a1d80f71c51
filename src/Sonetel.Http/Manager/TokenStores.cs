using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>
/// Finds an account's store: its own, else the default account's, else memory. Without a provider there is the shared
/// one alone.
/// </summary>
internal sealed class TokenStores(IServiceProvider? provider, RegisteredAccounts accounts, TokenServices shared)
{
    private readonly FrozenSet<string> _accounts = accounts.Names.ToFrozenSet(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ITokenStore, TokenServices> _services = new(
        ReferenceEqualityComparer.Instance);

    public Telemetry Telemetry => shared.Telemetry;

    public bool IsRegistered(string account) => _accounts.Contains(account);

    /// <summary>
    /// Makes the stores now: the container disposes what it made last first, and a store must outlive the last write to
    /// it.
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
                // Told to whoever asks for that account, and to no other.
            }
        }
    }

    public TokenServices For(string account) =>
        provider is null ? shared : _services.GetOrAdd(StoreOf(account), Create);

    // The container remembers each key that it was ever asked for: it is asked for registered accounts only, not for
    // each that appears at run time.
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
