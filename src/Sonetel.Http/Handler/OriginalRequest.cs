namespace Sonetel.Http;

/// <summary>The address and body of a request before redirects and inner handlers changed them.</summary>
internal readonly record struct OriginalRequest(HttpRequestMessage Request, Uri Address, HttpContent? Body)
{
    public static OriginalRequest Of(HttpRequestMessage request) => new(request, request.RequestUri!, request.Content);

    /// <summary>Whether the server would see the same body a second time.</summary>
    public bool CanRepeat => Body is RecordedContent recorded ? recorded.CanRepeat : RepeatableBody.Is(Body);

    /// <summary>
    /// Whether the request, after a redirect, has a safe method and is at the origin it was made for.
    /// </summary>
    public bool IsSafeAtSameOrigin => IsSafe(Request.Method) && IsSameOrigin(Address, Request.RequestUri!);

    public void Restore()
    {
        Request.RequestUri = Address;
        Request.Content = Body;
    }

    // The safe methods of RFC 9110 §9.2.1, except TRACE.
    private static bool IsSafe(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Options;

    private static bool IsSameOrigin(Uri one, Uri other)
    {
        const UriComponents Origin = UriComponents.SchemeAndServer;
        return Uri.Compare(one, other, Origin, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
    }
}
