using System.Net;

namespace Sonetel.Http.Tests.Bodies;

/// <summary>A caller's own content: a function writes it, and its length may be known.</summary>
internal sealed class WrittenContent(Func<Stream, Task> write, long? length = null) : HttpContent
{
    public WrittenContent(Action<Stream> write, long? length = null)
        : this(Awaitable(write), length)
    {
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, Ct cancellationToken) =>
        write(stream).GetAwaiter().GetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

    protected override bool TryComputeLength(out long computed)
    {
        computed = length.GetValueOrDefault();
        return length is not null;
    }

    private static Func<Stream, Task> Awaitable(Action<Stream> write) => stream =>
    {
        write(stream);
        return Task.CompletedTask;
    };
}
