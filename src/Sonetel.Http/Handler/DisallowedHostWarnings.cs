using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>Warns once per host that requests to it go out without a token.</summary>
internal sealed class DisallowedHostWarnings(ILogger<SonetelAuthHandler> logger)
{
    // Hosts come out of answers, so there is no end of them.
    private const int MostHosts = 1_000;

    private readonly ConcurrentDictionary<string, bool> _warned = new(StringComparer.OrdinalIgnoreCase);

    public void Warn(Uri? address, string account)
    {
        var host = address is { IsAbsoluteUri: true } ? AllowedHost.Normalized(address) : "(no host)";

        if (!_warned.ContainsKey(host) && _warned.Count < MostHosts && _warned.TryAdd(host, true))
        {
            Log.HostNotAllowed(logger, host, account);
        }
    }
}
