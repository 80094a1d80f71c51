using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sonetel.Http;

/// <summary>One entry of <see cref="SonetelAuthOptions.AllowedHosts"/>: a host, or all hosts below one, on any port or on one.</summary>
internal sealed record AllowedHost(string Host, bool Below, int? Port)
{
    private static readonly SearchValues<char> NotInHosts = SearchValues.Create("/\\@?#* \t\r\n");

    public bool Matches(string host, int port) =>
        (Port is null || Port == port)
        && (Below ? host.Length > Host.Length && host.EndsWith(Host, StringComparison.OrdinalIgnoreCase) : host.Equals(Host, StringComparison.OrdinalIgnoreCase));

    public static bool TryParse(string? entry, [NotNullWhen(true)] out AllowedHost? allowed)
    {
        allowed = null;
        var below = entry?.StartsWith("*.", StringComparison.Ordinal) ?? false;
        var host = below ? entry![2..] : entry;

        if (string.IsNullOrEmpty(host) || host.AsSpan().ContainsAny(NotInHosts))
        {
            return false;
        }

        // An IPv6 address may stand bare; in an address it is bracketed.
        var bracketed = host.Count(c => c == ':') > 1 && host[0] != '[' ? $"[{host}]" : host;

        if (!Uri.TryCreate($"https://{bracketed}/", UriKind.Absolute, out var address) || address.HostNameType is UriHostNameType.Unknown or UriHostNameType.Basic)
        {
            return false;
        }

        var named = Normalized(address);
        var port = bracketed.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{address.Port}"), StringComparison.Ordinal) ? address.Port : (int?)null;
        allowed = new AllowedHost(below ? $".{named}" : named, below, port);
        return true;
    }

    /// <summary>The host as DNS knows it: punycode for IDN, no trailing dot.</summary>
    public static string Normalized(Uri address) => address.IdnHost.TrimEnd('.');
}
