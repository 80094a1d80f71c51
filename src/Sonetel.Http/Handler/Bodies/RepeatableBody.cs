using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Sonetel.Http;

/// <summary>Decides, without reading it, whether a body is the same each time it is sent.</summary>
internal static class RepeatableBody
{
    // A StreamContent computes its length, and rewinds, only if its stream can seek. Its Content-Length header is no
    // proof, because the caller may have set it, and ReadAsStream would consume a stream that cannot seek. The method
    // is protected, hence as stable as a public one.
    [DynamicDependency("TryComputeLength", typeof(StreamContent))]
    private static readonly LengthComputer ComputeLength = typeof(StreamContent)
        .GetMethod("TryComputeLength", BindingFlags.Instance | BindingFlags.NonPublic)!
        .CreateDelegate<LengthComputer>();

    private delegate bool LengthComputer(StreamContent content, out long length);

    // By exact type, because a derived class may write something else each time.
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
