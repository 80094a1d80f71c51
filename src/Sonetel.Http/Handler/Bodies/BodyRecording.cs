using System.Net;

namespace Sonetel.Http;

/// <summary>Puts a recorded body in the place of the caller's for as long as a request is on its way.</summary>
internal sealed class BodyRecording : IDisposable
{
    // Below that, a body that is lost costs less than a round trip before each one.
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

    /// <summary>Whether the request goes out with <c>Expect: 100-continue</c> because of this.</summary>
    public bool AsksFirst { get; private set; }

    /// <summary>Begins where the body may be another the second time; one that is known to stay the same needs no
    /// record.</summary>
    public static BodyRecording? Begin(HttpRequestMessage request, SonetelAuthOptions options) =>
        RepeatableBody.Is(request.Content) ? null : new BodyRecording(request, request.Content!, options);

    public void StopAsking()
    {
        AsksFirst = false;
        _request.Headers.ExpectContinue = null;
    }

    /// <summary>Gives the request back as the caller made it, for a retry of the caller's own.</summary>
    public void Dispose()
    {
        _recorded.StopRecording();

        if (AsksFirst)
        {
            StopAsking();
        }

        // A redirect that made a GET of a POST has taken the body off, and it stays off.
        if (_request.Content is not null)
        {
            _request.Content = _callers;
        }
    }

    // As curl does: a refusal comes before the body is lost (RFC 9110 §10.1.1). A server that never answers the
    // question costs a second, so only a body is asked for that is worth it.
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
