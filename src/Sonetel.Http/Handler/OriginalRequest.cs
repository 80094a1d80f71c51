namespace Sonetel.Http;

/// <summary>A request as it was before handlers below and redirects changed it: where to, and with which
/// body.</summary>
internal readonly record struct OriginalRequest(HttpRequestMessage Request, Uri Address, HttpContent? Body)
{
    public static OriginalRequest Of(HttpRequestMessage request) => new(request, request.RequestUri!, request.Content);

    /// <summary>Whether the server would see the same body a second time.</summary>
    public bool CanRepeat => Body is RecordedContent recorded ? recorded.CanRepeat : RepeatableBody.Is(Body);

    /// <summary>Whether a redirect left the request at the origin it was made for, as one that changes nothing
    /// there.</summary>
    public bool IsSafeAtSameOrigin => IsSafe(Request.Method) && IsSameOrigin(Address, Request.RequestUri!);

    public void Restore()
    {
        Request.RequestUri = Address;
        Request.Content = Body;
    }

    // The safe methods of RFC 9110 §9.2.1, but for TRACE.
    private static bool IsSafe(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Options;

    private static bool IsSameOrigin(Uri one, Uri other)
    {
        const UriComponents Origin = UriComponents.SchemeAndServer;
        return Uri.Compare(one, other, Origin, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
    }
}
