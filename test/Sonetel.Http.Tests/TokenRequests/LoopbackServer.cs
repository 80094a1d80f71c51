using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sonetel.Http.Tests.TokenRequests;

/// <summary>A server on a socket of this machine, for what happens below HttpClient. It responds once a connection.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<int, (string Status, string Body)> _answer;
    private readonly Task _serving;

    /// <param name="answer">The status line's and the headers' text, and the body, of the n-th response, counted from 1.</param>
    public LoopbackServer(Func<int, (string Status, string Body)> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>The request line and the headers of each request.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var connection = await _listener.AcceptTcpClientAsync(_stopping.Token);
                using var stream = connection.GetStream();
                Requests.Enqueue(await ReadAsync(stream, _stopping.Token));
                var (status, body) = _answer(Requests.Count);
                var response = $"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(response), _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static async Task<string> ReadAsync(NetworkStream stream, Ct ct)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        var (head, length) = (new StringBuilder(), 0);

        while (await reader.ReadLineAsync(ct) is { Length: > 0 } line)
        {
            head.AppendLine(line);

            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length = int.Parse(line.Split(':')[1], CultureInfo.InvariantCulture);
            }
        }

        // Even a read of nothing waits for something to arrive.
        if (length > 0)
        {
            await reader.ReadBlockAsync(new char[length], ct);
        }

        return head.ToString();
    }
}
