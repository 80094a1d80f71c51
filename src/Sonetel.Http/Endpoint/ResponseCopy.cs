namespace Sonetel.Http;

/// <summary>A response in memory, from which any number of messages can be created.</summary>
internal sealed class ResponseCopy
{
    private readonly HttpResponseMessage _received;
    private readonly byte[] _body;

    private ResponseCopy(HttpResponseMessage received, byte[] body) => (_received, _body) = (received, body);

    /// <summary>Reads a response up to the limit of <see cref="BoundedBody"/> and disposes it.</summary>
    public static async ValueTask<ResponseCopy> ReadAsync(bool async, HttpResponseMessage response, Ct ct)
    {
        using var received = await ReceivedResponse.ReadAsync(async, response, ct).ConfigureAwait(false);
        return new ResponseCopy(received.Message, received.Body.Bytes.ToArray());
    }

    public HttpResponseMessage ToMessage(HttpRequestMessage request)
    {
        var message = new HttpResponseMessage(_received.StatusCode)
        {
            Content = new ByteArrayContent(_body),
            ReasonPhrase = _received.ReasonPhrase,
            RequestMessage = request,
            Version = _received.Version,
        };

        foreach (var (name, values) in _received.Headers.NonValidated)
        {
            message.Headers.TryAddWithoutValidation(name, values);
        }

        // Content-Length is computed from the body, which may have been decompressed or cut at the limit.
        foreach (var (name, values) in _received.Content.Headers.NonValidated)
        {
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                message.Content.Headers.TryAddWithoutValidation(name, values);
            }
        }

        return message;
    }
}
