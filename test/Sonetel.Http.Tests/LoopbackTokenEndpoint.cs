using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sonetel.Http.Tests;

/// <summary>A token endpoint behind a socket, for a handler whose token client cannot be replaced.</summary>
internal sealed class LoopbackTokenEndpoint : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private TcpClient? _client;

    public LoopbackTokenEndpoint() => _listener.Start();

    public void Use(SonetelAuthOptions options)
    {
        options.UseSonetel("user@example.com", "password-0");
        options.TokenEndpoint = new Uri($"http://{_listener.LocalEndpoint}/oauth/token");
    }

    /// <summary>Waits until the first token request has arrived.</summary>
    public async Task Arrived(Ct ct)
    {
        _client = await _listener.AcceptTcpClientAsync(ct);
        var (stream, buffer, received) = (_client.GetStream(), new byte[4_096], string.Empty);

        // The password comes in the body.
        while (!received.Contains("password-0", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, ct);
            received += Encoding.ASCII.GetString(buffer, 0, count);
        }
    }

    /// <summary>Answers the first token request.</summary>
    public async Task AnswerAsync(string token, Ct ct)
    {
        await Arrived(ct);
        var body = $$"""{"access_token":"{{token}}","expires_in":3600}""";
        var answer = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        await _client!.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), ct);
    }

    public void Dispose()
    {
        _client?.Dispose();
        _listener.Dispose();
    }
}
