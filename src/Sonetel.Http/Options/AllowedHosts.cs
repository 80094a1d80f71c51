namespace Sonetel.Http;

/// <summary>
/// Decides whether a token may be sent to an address: only over https or to loopback, and only to an allowed host.
/// </summary>
internal sealed class AllowedHosts(IReadOnlyList<string> entries)
{
    private const int MostDecisions = 16;

    // Thousands of accounts usually have the same list, so they share the parsed one.
    private static volatile AllowedHosts? _last;

    private readonly string[] _entries = [.. entries];
    private readonly AllowedHost[] _hosts = entries
        .Select(entry => AllowedHost.TryParse(entry, out var host) ? host : null)
        .OfType<AllowedHost>()
        .ToArray();

    // Caches decisions by scheme and authority, including the slash that ends the authority. An address that starts
    // with such a prefix cannot name another host or port, so one comparison without an allocation is enough.
    private volatile Decision[] _decisions = [];

    /// <summary>Returns the instance of the most recent list if the entries are the same, or a new one.</summary>
    public static AllowedHosts Of(IReadOnlyList<string> entries) =>
        _last is { } last && last._entries.SequenceEqual(entries, StringComparer.Ordinal)
            ? last
            : _last = new AllowedHosts(entries);

    public bool Allows(Uri? address)
    {
        if (address is null || !address.IsAbsoluteUri)
        {
            return false;
        }

        var text = address.OriginalString;

        foreach (var decision in _decisions)
        {
            if (text.StartsWith(decision.Prefix, StringComparison.Ordinal))
            {
                return decision.Allows;
            }
        }

        return Decide(address);
    }

    /// <summary>Whether an address is denied only because of its port.</summary>
    public bool AllowsOnAnotherPort(Uri address) =>
        IsSecure(address) && !Allows(address) && Array.Exists(_hosts, host => host.MatchesHost(address));

    public static bool IsSecure(Uri? address) =>
        address is { IsAbsoluteUri: true }
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    private bool Decide(Uri address)
    {
        var allows = IsSecure(address) && Array.Exists(_hosts, host => host.Matches(address));

        // Only an address in canonical form is cached: without user info, an explicit default port or upper case.
        var prefix = $"{address.GetLeftPart(UriPartial.Authority)}/";
        var decisions = _decisions;

        var isCanonical =
            address.UserInfo.Length == 0 && address.OriginalString.StartsWith(prefix, StringComparison.Ordinal);

        // Denied hosts may fill only half of the cache, so allowed ones always fit.
        if (isCanonical && decisions.Length < (allows ? MostDecisions : MostDecisions / 2))
        {
            _decisions = [.. decisions, new Decision(prefix, allows)];
        }

        return allows;
    }

    private readonly record struct Decision(string Prefix, bool Allows);
}
