using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sonetel.Http.IntegrationTests.Hard;

/// <summary>A server of HTTP/1.1 by hand that has never heard of <c>Expect</c>: it waits for the body, then answers 200.</summary>
internal sealed class UnaskingServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;

    public UnaskingServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>Request line and headers of each request.</summary>
    public ConcurrentQueue<string> Heads { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    // One request for each connection.
    private async Task AnswerAsync(NetworkStream stream)
    {
        var received = new MemoryStream();
        var buffer = new byte[16_384];

        while (!IsWhole(received))
        {
            var read = await stream.ReadAsync(buffer, _stopping.Token);

            if (read == 0)
            {
                return;
            }

            received.Write(buffer, 0, read);
        }

        Heads.Enqueue(Text(received).Split("\r\n\r\n")[0]);
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), _stopping.Token);
    }

    private static bool IsWhole(MemoryStream received)
    {
        var text = Text(received);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);

        if (end < 0)
        {
            return false;
        }

        var length = text[..end].Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return length is null
            ? text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal)
            : text.Length >= end + 4 + int.Parse(length.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Text(MemoryStream bytes) => Encoding.Latin1.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
}
