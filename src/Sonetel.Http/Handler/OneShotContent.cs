using System.Net;
using System.Net.Http.Json;

namespace Sonetel.Http;

/// <summary>Stands for a body that can be read once: keeps it in memory if it is short, else tells whether it was read.</summary>
internal sealed class OneShotContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly long? _length;
    private MemoryStream? _buffer;
    private volatile bool _started;
    private volatile bool _isHalfRead;

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

    /// <summary>Whether the body was begun and cannot be begun again.</summary>
    public bool IsSpent => _started && !IsBuffered;

    public async ValueTask BufferAsync(bool async, Ct ct)
    {
        Begin();
        _isHalfRead = true;
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
        _isHalfRead = false;
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (_buffer is { } buffer)
        {
            stream.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
            return;
        }

        Begin();
        _inner.CopyTo(stream, context, cancellationToken);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (_buffer is { } buffer)
        {
            return stream.WriteAsync(buffer.GetBuffer(), 0, (int)buffer.Length, cancellationToken);
        }

        Begin();
        return _inner.CopyToAsync(stream, context, cancellationToken);
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

    // The second half of a body must never go out as a whole one. A stream's content sees to that itself, and of other kinds some can be read again, by an outer retry
    // for instance; a sequence that is drained, or one that broke off while it was buffered, would go out short.
    private void Begin()
    {
        if (_started && (_isHalfRead || _inner is JsonContent))
        {
            throw new InvalidOperationException("The request's body can be read once, and it was read. Send a new request with a new body.");
        }

        _started = true;
    }
}
