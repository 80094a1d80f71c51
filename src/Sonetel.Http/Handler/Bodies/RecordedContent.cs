using System.Net;

namespace Sonetel.Http;

/// <summary>Stands for a body that may be another the second time: records it while it is sent, and repeats the
/// record.</summary>
/// <remarks>Does not own the caller's content, so it does not dispose it.</remarks>
internal sealed class RecordedContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly long _limit;
    private volatile BodyRecord? _record;

    public RecordedContent(HttpContent inner, long limit)
    {
        _inner = inner;
        _limit = limit;

        foreach (var (name, values) in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    /// <summary>Whether the body can be sent again: it was never begun, or all of it is in the record.</summary>
    public bool CanRepeat => _record is not { } record || record.IsComplete;

    /// <summary>Stops recording; an upload that still goes on is not touched.</summary>
    public void StopRecording() => _record?.Stop();

    protected override void SerializeToStream(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var before = _record;

        if (before is not null && before.TryGetBytes(out var whole))
        {
            stream.Write(whole.Span);
            return;
        }

        var record = Begin(before);
        using var recording = new RecordingStream(stream, record);
        _inner.CopyTo(recording, context, cancellationToken);
        End(before, record);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var before = _record;

        if (before is not null && before.TryGetBytes(out var whole))
        {
            await stream.WriteAsync(whole, cancellationToken).ConfigureAwait(false);
            return;
        }

        var record = Begin(before);
        using var recording = new RecordingStream(stream, record);
        await _inner.CopyToAsync(recording, context, cancellationToken).ConfigureAwait(false);
        End(before, record);
    }

    protected override bool TryComputeLength(out long length)
    {
        var known = _inner.Headers.ContentLength;
        length = known ?? -1;
        return known is not null;
    }

    // A handler below, or a redirect, may send a body once more that is too long for the record. Whether the caller's
    // content can do that, only trying tells; but one that broke off is not begun again in the middle.
    private BodyRecord Begin(BodyRecord? before)
    {
        if (before is { WasSent: false })
        {
            throw ReadOnce();
        }

        var known = _inner.Headers.ContentLength;
        return _record = new BodyRecord(known > _limit ? 0 : _limit);
    }

    // What comes out shorter or longer than before breaks off, so that the server never takes it for whole.
    private static void End(BodyRecord? before, BodyRecord record)
    {
        if (before is not null && before.Length != record.Length)
        {
            throw ReadOnce();
        }

        record.Complete();
    }

    private static InvalidOperationException ReadOnce() =>
        new("The request's body can be read once, and it was read. Send a new request with a new body.");
}
