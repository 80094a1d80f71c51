namespace Sonetel.Http;

/// <summary>Stands in the container and names the accounts that were registered.</summary>
internal sealed class AccountRegistrations
{
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>The account whose handler all clients get, if one's does.</summary>
    public string? OfAllClients { get; set; }
}
