using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http;

/// <summary>The accounts that were registered, and what was registered for each. Stands in the container as an
/// instance.</summary>
internal sealed class RegisteredAccounts
{
    /// <summary>Those of a collection to which an account was added.</summary>
    public static RegisteredAccounts Of(IServiceCollection services) =>
        (RegisteredAccounts)services
            .First(service => service.ServiceType == typeof(RegisteredAccounts)).ImplementationInstance!;

    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Those that have a store of their own.</summary>
    public HashSet<string> WithStore { get; } = new(StringComparer.Ordinal);

    /// <summary>Those that have a token client of their own.</summary>
    public HashSet<string> WithTokenClient { get; } = new(StringComparer.Ordinal);

    /// <summary>Those whose tokens are revoked when the host stops.</summary>
    public HashSet<string> RevokedOnStop { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether other processes may use the account's tokens. A store that is given rather than the memory of
    /// this process may be shared;
    /// an account without its own uses the default account's.</summary>
    public bool MayShareTokens(string account) => WithStore.Contains(account) || WithStore.Contains(string.Empty);

    /// <summary>The account whose token all clients send, if there is one.</summary>
    public string? OfAllClients { get; set; }
}
