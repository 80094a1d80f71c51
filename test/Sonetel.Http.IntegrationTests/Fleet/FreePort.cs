using System.Net;
using System.Net.Sockets;

namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>
/// Loopback ports for servers that want a number. They lie below the range from which Linux serves those who ask for any port
/// (<c>net.ipv4.ip_local_port_range</c>), so no connection takes one before its server starts, or while it restarts.
/// </summary>
internal static class FreePort
{
    private const int First = 10_000;
    private const int Count = 22_000;

    private static int _last = Random.Shared.Next(Count);

    /// <summary>One that nobody listens on; a process never gets the same one twice in 22,000 times.</summary>
    public static int Take()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _last) % Count);

            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
            }
        }
    }
}
