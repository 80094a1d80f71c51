using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sonetel.Http.IntegrationTests.WorksWith;

/// <summary>A proxy on a socket: passes requests for http on as they are, and opens a tunnel where it is told to
/// CONNECT.</summary>
internal sealed class ForwardProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;

    public ForwardProxy()
    {
        _listener.Start();
        _running = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The first request line of each connection.</summary>
    public ConcurrentQueue<string> Connections { get; } = new();

    /// <summary>All bytes that clients sent, as text.</summary>
    public ConcurrentQueue<string> Seen { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _running;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();

        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var accepted = client;
        using var server = new TcpClient();
        var downstream = client.GetStream();

        try
        {
            var head = await ReadHeadAsync(downstream);
            var request = head.Split("\r\n")[0].Split(' ');
            var isTunnel = request[0] == "CONNECT";
            var target = new Uri(isTunnel ? $"https://{request[1]}" : request[1]);
            Connections.Enqueue($"{request[0]} {target.Authority}");
            await server.ConnectAsync(target.Host, target.Port, _end.Token);
            var upstream = server.GetStream();
            await (isTunnel
                ? downstream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _end.Token)
                : upstream.WriteAsync(Encoding.Latin1.GetBytes(head), _end.Token));
            await Task.WhenAny(PassOnAsync(downstream, upstream), upstream.CopyToAsync(downstream, _end.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // One of the two has ended, or the test has.
        }
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var buffer = new byte[16 * 1024];

        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, _end.Token);
            head.Append(read > 0 ? Encoding.Latin1.GetString(buffer, 0, read) : throw new IOException("It hung up."));
        }

        Seen.Enqueue(head.ToString());
        return head.ToString();
    }

    private async Task PassOnAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        int read;

        while ((read = await from.ReadAsync(buffer, _end.Token)) > 0)
        {
            Seen.Enqueue(Encoding.Latin1.GetString(buffer, 0, read));
            await to.WriteAsync(buffer.AsMemory(0, read), _end.Token);
        }
    }
}
