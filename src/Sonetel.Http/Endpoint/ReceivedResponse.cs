namespace Sonetel.Http;

/// <summary>A response of the endpoint with its whole body.</summary>
internal sealed class ReceivedResponse(HttpResponseMessage message, BoundedBody body) : IDisposable
{
    public HttpResponseMessage Message { get; } = message;

    public BoundedBody Body { get; } = body;

    /// <summary>Reads the response's body, which a synchronous reader ends only by closing it.</summary>
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
