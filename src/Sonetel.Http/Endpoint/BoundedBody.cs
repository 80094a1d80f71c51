using System.Buffers;

namespace Sonetel.Http;

/// <summary>A response's body, read up to a limit into pooled memory, which is cleared on return to the pool.</summary>
internal sealed class BoundedBody : IDisposable
{
    public const int Limit = 1024 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(8 * 1024);

    /// <summary>The bytes without a byte order mark, which RFC 8259 §8.1 allows to ignore.</summary>
    public ReadOnlyMemory<byte> Bytes
    {
        get
        {
            var bytes = _buffer.AsMemory(0, Length);
            return bytes.Span.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes;
        }
    }

    public bool IsTooLong => Length > Limit;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private int Length { get; set; }

    public static async ValueTask<BoundedBody> ReadAsync(bool async, HttpContent content, Ct ct)
    {
        var body = new BoundedBody();

        try
        {
            var stream = async ? await content.ReadAsStreamAsync(ct).ConfigureAwait(false) : content.ReadAsStream(ct);
            int read;

            do
            {
                ct.ThrowIfCancellationRequested();
                body.MakeRoom();
                var room = body._buffer.AsMemory(body.Length);
                read = async ? await stream.ReadAsync(room, ct).ConfigureAwait(false) : stream.Read(room.Span);
                body.Length += read;
            }
            while (read > 0 && !body.IsTooLong);

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);

    private void MakeRoom()
    {
        if (Length < _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = larger;
    }
}
