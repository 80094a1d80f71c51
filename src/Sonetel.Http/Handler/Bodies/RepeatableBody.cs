using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Sonetel.Http;

/// <summary>Knows the bodies that are the same each time they are sent, without reading any of them.</summary>
internal static class RepeatableBody
{
    // A StreamContent computes its length, and rewinds, over a stream that can seek, and over no other. Its
    // Content-Length header does not tell, because a caller may have set it, and ReadAsStream would consume what cannot
    // seek. The method is protected, hence as stable as a public one.
    [DynamicDependency("TryComputeLength", typeof(StreamContent))]
    private static readonly LengthComputer ComputeLength = typeof(StreamContent)
        .GetMethod("TryComputeLength", BindingFlags.Instance | BindingFlags.NonPublic)!
        .CreateDelegate<LengthComputer>();

    private delegate bool LengthComputer(StreamContent content, out long length);

    // By exact type: a class that derives from one of these may write whatever it likes.
    public static bool Is(HttpContent? content)
    {
        if (content is null)
        {
            return true;
        }

        var type = content.GetType();

        if (type == typeof(StringContent) || type == typeof(ByteArrayContent))
        {
            return true;
        }

        if (type == typeof(FormUrlEncodedContent) || type == typeof(ReadOnlyMemoryContent))
        {
            return true;
        }

        if (type == typeof(StreamContent))
        {
            return ComputeLength((StreamContent)content, out _);
        }

        return (type == typeof(MultipartFormDataContent) || type == typeof(MultipartContent))
            && ((MultipartContent)content).All(Is);
    }
}
