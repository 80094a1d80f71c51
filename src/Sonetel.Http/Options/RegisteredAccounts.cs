using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http;

/// <summary>
/// The accounts that were registered and what was registered for each. The service collection holds one instance.
/// </summary>
internal sealed class RegisteredAccounts
{
    /// <summary>Returns the instance of a service collection that has at least one account.</summary>
    public static RegisteredAccounts Of(IServiceCollection services) =>
        (RegisteredAccounts)services
            .First(service => service.ServiceType == typeof(RegisteredAccounts)).ImplementationInstance!;

    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>The accounts with their own store.</summary>
    public HashSet<string> WithStore { get; } = new(StringComparer.Ordinal);

    /// <summary>The accounts with their own token client.</summary>
    public HashSet<string> WithTokenClient { get; } = new(StringComparer.Ordinal);

    /// <summary>The accounts whose tokens are revoked when the host stops.</summary>
    public HashSet<string> RevokedOnStop { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether other processes may use the account's tokens: it, or the default account, has a store other than memory.
    /// </summary>
    public bool MayShareTokens(string account) => WithStore.Contains(account) || WithStore.Contains(string.Empty);

    /// <summary>The account whose token all HTTP clients send, if there is one.</summary>
    public string? OfAllClients { get; set; }
}
