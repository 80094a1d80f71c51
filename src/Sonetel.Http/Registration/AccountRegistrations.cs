using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http;

/// <summary>Stands in the container and names the accounts that were registered.</summary>
internal sealed class AccountRegistrations
{
    /// <summary>Those of a collection to which an account was added.</summary>
    public static AccountRegistrations Of(IServiceCollection services) =>
        (AccountRegistrations)services.First(service => service.ServiceType == typeof(AccountRegistrations)).ImplementationInstance!;

    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Those of them that have a store of their own.</summary>
    public HashSet<string> WithStore { get; } = new(StringComparer.Ordinal);

    /// <summary>The account whose handler all clients get, if one's does.</summary>
    public string? OfAllClients { get; set; }
}
