using System.Net;

namespace Sonetel.Http;

/// <summary>Stands for a body that can be read once: keeps it in memory if it is short, else tells whether it was read.</summary>
internal sealed class OneShotContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly long? _length;
    private MemoryStream? _buffer;
    private volatile bool _started;
    private long? _whole;

    public OneShotContent(HttpContent inner)
    {
        _inner = inner;
        _length = inner.Headers.ContentLength;

        foreach (var (name, values) in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    public bool IsBuffered => _buffer is not null;

    /// <summary>Whether it was us who made the request ask before its body is sent.</summary>
    public bool AsksFirst { get; set; }

    /// <summary>Whether the body was begun and cannot be begun again.</summary>
    public bool IsSpent => _started && !IsBuffered;

    public async ValueTask BufferAsync(bool async, Ct ct)
    {
        _started = true;
        var buffer = new MemoryStream();

        if (async)
        {
            await _inner.CopyToAsync(buffer, ct).ConfigureAwait(false);
        }
        else
        {
            _inner.CopyTo(buffer, null, ct);
        }

        _buffer = buffer;
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (_buffer is { } buffer)
        {
            stream.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
            return;
        }

        using var counted = Begin(stream);
        _inner.CopyTo(counted, context, cancellationToken);
        End(counted);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (_buffer is { } buffer)
        {
            await stream.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellationToken).ConfigureAwait(false);
            return;
        }

        using var counted = Begin(stream);
        await _inner.CopyToAsync(counted, context, cancellationToken).ConfigureAwait(false);
        End(counted);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _buffer?.Length ?? _length ?? -1;
        return length >= 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    // Content of the user's own may well be able to be read again, by an outer retry for instance, and nothing tells. So it is tried, but the second half of a body
    // never goes out as a whole one: what broke off is not begun again, and what comes out shorter breaks off.
    private CountedStream Begin(Stream stream)
    {
        if (_started && _whole is null)
        {
            throw ReadOnce();
        }

        _started = true;
        return new CountedStream(stream);
    }

    private void End(CountedStream counted)
    {
        if (_whole is { } whole && whole != counted.Written)
        {
            throw ReadOnce();
        }

        _whole = counted.Written;
    }

    private static InvalidOperationException ReadOnce() =>
        new("The request's body can be read once, and it was read. Send a new request with a new body.");
}
