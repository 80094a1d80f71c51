namespace Sonetel.Http;

/// <summary>Decides whether a token may go to an address: over https or to this machine, and to a host that is
/// allowed.</summary>
internal sealed class AllowedHosts(IReadOnlyList<string> entries)
{
    private const int MostDecisions = 16;

    // Accounts by the thousand have the same list: they share what was made of it.
    private static volatile AllowedHosts? _last;

    private readonly string[] _entries = [.. entries];
    private readonly AllowedHost[] _hosts =
        entries.Select(entry => AllowedHost.TryParse(entry, out var host) ? host : null).OfType<AllowedHost>(
            ).ToArray();

    // Scheme and authority of addresses that were decided, up to and with the slash that ends the authority. No text
    // that starts like that can name another host or port, so one comparison decides, and nothing is allocated.
    private volatile Decision[] _decisions = [];

    /// <summary>What was made of the same list last, or anew.</summary>
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

    /// <summary>Whether it is the port alone for which no token may go to an address.</summary>
    public bool AllowsOnAnotherPort(Uri address) =>
        IsSecure(address) && !Allows(address) && Array.Exists(_hosts, host => host.MatchesHost(address));

    public static bool IsSecure(Uri? address) =>
        address is { IsAbsoluteUri: true }
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    private bool Decide(Uri address)
    {
        var allows = IsSecure(address) && Array.Exists(_hosts, host => host.Matches(address));

        // Only an address that is written exactly as it is understood may serve as a prefix: no user, no default port
        // spelled out, no upper case.
        var prefix = $"{address.GetLeftPart(UriPartial.Authority)}/";
        var decisions = _decisions;

        var isWrittenAsUnderstood =
            address.UserInfo.Length == 0 && address.OriginalString.StartsWith(prefix, StringComparison.Ordinal);

        // Denied hosts may fill only half of the cache, so allowed ones always fit.
        if (isWrittenAsUnderstood && decisions.Length < (allows ? MostDecisions : MostDecisions / 2))
        {
            _decisions = [.. decisions, new Decision(prefix, allows)];
        }

        return allows;
    }

    private readonly record struct Decision(string Prefix, bool Allows);
}
