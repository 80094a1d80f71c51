using System.Net;

namespace Sonetel.Http;

/// <summary>Replaces a request's body by one that records itself, until the request has ended.</summary>
internal sealed class BodyRecording : IDisposable
{
    // For a smaller body, sending it in vain costs less than an additional round trip for each request.
    private const long LeastToAskFor = 1024 * 1024;

    private readonly HttpRequestMessage _request;
    private readonly HttpContent _callers;
    private readonly RecordedContent _recorded;

    private BodyRecording(HttpRequestMessage request, HttpContent callers, SonetelAuthOptions options)
    {
        _request = request;
        _callers = callers;
        _recorded = new RecordedContent(callers, options.MaxReplayBufferSize);
        AsksFirst = ShouldAskFirst(request, callers, options);
        request.Content = _recorded;

        if (AsksFirst)
        {
            request.Headers.ExpectContinue = true;
        }
    }

    /// <summary>Whether this recording added <c>Expect: 100-continue</c> to the request.</summary>
    public bool AsksFirst { get; }

    /// <summary>Starts recording, or returns null if the body is repeatable and needs no record.</summary>
    public static BodyRecording? Begin(HttpRequestMessage request, SonetelAuthOptions options) =>
        RepeatableBody.Is(request.Content) ? null : new BodyRecording(request, request.Content!, options);

    public void StopAsking() => _request.Headers.ExpectContinue = null;

    /// <summary>Restores the request as the caller made it, so that the caller may retry it.</summary>
    public void Dispose()
    {
        _recorded.StopRecording();

        if (AsksFirst)
        {
            StopAsking();
        }

        // A redirect that changes a POST to a GET removes the body, which stays removed.
        if (_request.Content is not null)
        {
            _request.Content = _callers;
        }
    }

    // As curl does: the server can refuse the token before the body is sent (RFC 9110 §10.1.1). A server that ignores
    // the header delays the body by a second, so it is sent for large bodies only.
    private static bool ShouldAskFirst(HttpRequestMessage request, HttpContent body, SonetelAuthOptions options)
    {
        if (!options.ExpectContinueForStreams || request.Headers.ExpectContinue is not null)
        {
            return false;
        }

        var isHttp11 = request.Version == HttpVersion.Version11
            && request.VersionPolicy is not HttpVersionPolicy.RequestVersionOrHigher;
        var least = Math.Max(options.MaxReplayBufferSize, LeastToAskFor);
        return isHttp11 && !IsGrpc(body) && body.Headers.ContentLength > least;
    }

    private static bool IsGrpc(HttpContent body) =>
        body.Headers.ContentType?.MediaType is { } type
        && type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase);
}
