namespace Sonetel.Http;

/// <summary>An endpoint's response with its complete body.</summary>
internal sealed class ReceivedResponse(HttpResponseMessage message, BoundedBody body) : IDisposable
{
    public HttpResponseMessage Message { get; } = message;

    public BoundedBody Body { get; } = body;

    /// <summary>Reads a response's body.</summary>
    /// <remarks>A cancellation disposes the response, because nothing else interrupts a synchronous read.</remarks>
    public static async ValueTask<ReceivedResponse> ReadAsync(bool async, HttpResponseMessage message, Ct ct)
    {
        try
        {
            using var closing = ct.UnsafeRegister(static closed => ((HttpResponseMessage)closed!).Dispose(), message);
            return new ReceivedResponse(
                message, await BoundedBody.ReadAsync(async, message.Content, ct).ConfigureAwait(false));
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Message.Dispose();
        Body.Dispose();
    }
}
