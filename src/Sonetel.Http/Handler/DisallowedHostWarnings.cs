using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>Warns once per host that requests to it go out without a token, and once per port of a host that is allowed
/// on another.</summary>
internal sealed class DisallowedHostWarnings(ILogger<SonetelAuthHandler> logger)
{
    // Hosts come out of responses, so there is no end of them.
    private const int MostHosts = 1_000;

    private readonly QuietLogger _logger = new(logger);
    private readonly ConcurrentDictionary<string, bool> _warned = new(StringComparer.OrdinalIgnoreCase);

    public void Warn(Uri? address, AccountSettings account)
    {
        if (address is not { IsAbsoluteUri: true })
        {
            WarnOfHost("(no host)", account);
        }
        else if (account.AllowedHosts.AllowsOnAnotherPort(address))
        {
            WarnOfPort(address, account);
        }
        else
        {
            WarnOfHost(AllowedHost.Normalized(address), account);
        }
    }

    private void WarnOfHost(string host, AccountSettings account)
    {
        if (IsFirst(host))
        {
            Log.HostNotAllowed(_logger, host, account.LogName);
        }
    }

    private void WarnOfPort(Uri address, AccountSettings account)
    {
        var entry = AllowedHost.EntryFor(address);

        if (IsFirst(entry))
        {
            Log.PortNotAllowed(_logger, AllowedHost.Normalized(address), account.LogName, address.Port, entry);
        }
    }

    private bool IsFirst(string warning) =>
        !_warned.ContainsKey(warning) && _warned.Count < MostHosts && _warned.TryAdd(warning, true);
}
