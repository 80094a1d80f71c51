using System.Net;

namespace Sonetel.Http;

/// <summary>
/// Wraps a body that may differ the second time: records it while it is sent, and sends the record afterwards.
/// </summary>
/// <remarks>The wrapped content belongs to the caller and is not disposed.</remarks>
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

    /// <summary>Whether the body can be sent again: it was not read yet, or was recorded completely.</summary>
    public bool CanRepeat => _record is not { } record || record.IsComplete;

    /// <summary>Stops recording without interrupting an upload.</summary>
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
        length = known.GetValueOrDefault();
        return known is not null;
    }

    // An inner handler or a redirect may send a body again that is too long to be recorded. Only trying shows whether
    // the caller's content can be read again. If the first send was interrupted, a second one might begin in the
    // middle, so it fails.
    private BodyRecord Begin(BodyRecord? before)
    {
        if (before is { WasSent: false })
        {
            throw ReadOnce();
        }

        var known = _inner.Headers.ContentLength;
        return _record = new BodyRecord(known > _limit ? 0 : _limit);
    }

    // A second body of another length fails the request, so that the server never accepts it as complete.
    private static void End(BodyRecord? before, BodyRecord record)
    {
        if (before is not null && before.Length != record.Length)
        {
            throw ReadOnce();
        }

        record.Complete();
    }

    private static InvalidOperationException ReadOnce() =>
        new("The request's body can be read only once, and was read already. Send a new request with a new body.");
}
