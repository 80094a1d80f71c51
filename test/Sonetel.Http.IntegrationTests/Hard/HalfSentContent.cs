using System.Net;

namespace Sonetel.Http.IntegrationTests.Hard;

/// <summary>A body whose second half never comes: whatever answers it overtakes it.</summary>
internal sealed class HalfSentContent : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, Ct.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, Ct cancellationToken)
    {
        await stream.WriteAsync(new byte[100], cancellationToken);
        await stream.FlushAsync(cancellationToken);
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 200;
        return true;
    }
}
