using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Sonetel.Http.Benchmarks.Fleet.Servers;

/// <summary>One plain connection to Redis that counts its own bytes, so that they can be taken off Redis's count.</summary>
internal sealed class RedisObserver : IDisposable
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly SemaphoreSlim _one = new(1, 1);
    private long _bytes;

    public RedisObserver(string endpoint)
    {
        var parts = endpoint.Split(':');
        _client = new TcpClient(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
        _stream = _client.GetStream();
    }

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Sends a command, and gives its bulk reply.</summary>
    public async Task<string> AskAsync(string command)
    {
        await _one.WaitAsync();

        try
        {
            var request = Encoding.ASCII.GetBytes(command + "\r\n");
            await _stream.WriteAsync(request);
            var header = await HeaderAsync();
            var reply = new byte[int.Parse(header.AsSpan(1), CultureInfo.InvariantCulture) + 2];
            await _stream.ReadExactlyAsync(reply);
            Interlocked.Add(ref _bytes, request.Length + header.Length + 2 + reply.Length);
            return Encoding.ASCII.GetString(reply);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _one.Dispose();
    }

    private async Task<string> HeaderAsync()
    {
        var header = new StringBuilder();
        var one = new byte[1];

        while (true)
        {
            await _stream.ReadExactlyAsync(one);

            if (one[0] == '\n')
            {
                return header.ToString().TrimEnd('\r');
            }

            header.Append((char)one[0]);
        }
    }
}
