using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sonetel.Http;

/// <summary>
/// One entry of <see cref="SonetelAuthOptions.AllowedHosts"/>: a host or all hosts below it, on one port or on the
/// scheme's default port.
/// </summary>
internal sealed record AllowedHost(string Host, bool Below, int? Port)
{
    private static readonly SearchValues<char> NotInHosts = SearchValues.Create("/\\@?#* \t\r\n");

    public bool Matches(Uri address) => MatchesHost(address) && MatchesPort(address);

    public bool MatchesHost(Uri address)
    {
        var host = Normalized(address);
        return Below
            ? host.Length > Host.Length && host.EndsWith(Host, StringComparison.OrdinalIgnoreCase)
            : host.Equals(Host, StringComparison.OrdinalIgnoreCase);
    }

    public static bool TryParse(string? entry, [NotNullWhen(true)] out AllowedHost? allowed)
    {
        allowed = null;
        var below = entry?.StartsWith("*.", StringComparison.Ordinal) ?? false;
        var host = below ? entry![2..] : entry;

        if (string.IsNullOrEmpty(host) || host.AsSpan().ContainsAny(NotInHosts))
        {
            return false;
        }

        // An entry may write an IPv6 address without brackets; a URI needs them.
        var bracketed = host.Count(c => c == ':') > 1 && host[0] != '[' ? $"[{host}]" : host;

        if (!Uri.TryCreate($"https://{bracketed}/", UriKind.Absolute, out var address))
        {
            return false;
        }

        if (address.HostNameType is UriHostNameType.Unknown or UriHostNameType.Basic)
        {
            return false;
        }

        var named = Normalized(address);
        var port = string.Create(CultureInfo.InvariantCulture, $":{address.Port}");
        var hasPort = bracketed.EndsWith(port, StringComparison.Ordinal);
        allowed = new AllowedHost(below ? $".{named}" : named, below, hasPort ? address.Port : null);
        return true;
    }

    /// <summary>Returns the host as DNS knows it: punycode for IDN, no trailing dot.</summary>
    public static string Normalized(Uri address) => address.IdnHost.TrimEnd('.');

    /// <summary>Returns the entry that allows exactly the host and port of an address.</summary>
    public static string EntryFor(Uri address)
    {
        var host = Normalized(address);
        var bracketed = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        return string.Create(CultureInfo.InvariantCulture, $"{bracketed}:{address.Port}");
    }

    // Another port may belong to another service. On loopback any port is allowed, because tests use random ones.
    private bool MatchesPort(Uri address) =>
        Port is { } port ? address.Port == port : address.IsDefaultPort || address.IsLoopback;
}
