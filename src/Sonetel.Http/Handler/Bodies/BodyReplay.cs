using System.Collections;
using System.Net.Http.Json;

namespace Sonetel.Http;

/// <summary>Decides whether a body can be sent twice. <c>Content-Length</c> does not prove it; what kind of content it is does.</summary>
internal static class BodyReplay
{
    /// <summary>Whether sending the body leaves it as it was.</summary>
    public static bool IsRepeatable(HttpContent? content) => content switch
    {
        null or ByteArrayContent or ReadOnlyMemoryContent => true,
        JsonContent json => !LazySequence.Is(json.Value),
        OneShotContent oneShot => oneShot.IsBuffered,
        MultipartContent parts => parts.All(IsRepeatable),
        // A stream content rewinds what it can seek in. Others of the kind may read their stream in ways of their own.
        StreamContent stream when stream.GetType() == typeof(StreamContent) => stream.ReadAsStream().CanSeek,
        _ => false,
    };

    /// <summary>Makes a one-shot body one that can be sent again if it is short, or one that tells whether it was spent.</summary>
    /// <returns>Whether the request asks first, and would not without this.</returns>
    public static async ValueTask<bool> PrepareAsync(bool async, HttpRequestMessage request, SonetelAuthOptions options, Ct ct)
    {
        if (request.Content is OneShotContent { AsksFirst: var asksFirst })
        {
            return asksFirst && request.Headers.ExpectContinue is true;
        }

        if (request.Content is not { } content || IsRepeatable(content))
        {
            return false;
        }

        var oneShot = new OneShotContent(content);
        request.Content = oneShot;

        // A sequence that is made while it is written may be another the second time, and has no length to go by.
        if (content.Headers.ContentLength <= options.MaxReplayBufferSize || content is JsonContent { Value: IEnumerable })
        {
            await oneShot.BufferAsync(async, ct).ConfigureAwait(false);
            return false;
        }

        // As curl does: a refusal comes before the body is spent (RFC 9110 §10.1.1). A caller's own choice stands.
        if (!options.ExpectContinueForStreams || request.Headers.ExpectContinue is not null || request.Version < System.Net.HttpVersion.Version11)
        {
            return false;
        }

        request.Headers.ExpectContinue = true;
        oneShot.AsksFirst = true;
        return true;
    }

    public static bool CanReplay(HttpContent? content) => content is OneShotContent oneShot ? !oneShot.IsSpent : IsRepeatable(content);
}
