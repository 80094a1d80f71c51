using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Sonetel.Http;

/// <summary>Writes the parameters of a request in the format that the endpoint reads.</summary>
internal static class TokenRequestBody
{
    public static HttpContent Create(TokenRequestFormat format, IReadOnlyDictionary<string, string> parameters) =>
        format switch
        {
            TokenRequestFormat.MultipartForm => Multipart(parameters),
            TokenRequestFormat.Json => Json(parameters),
            _ => new FormUrlEncodedContent(parameters),
        };

    private static MultipartFormDataContent Multipart(IReadOnlyDictionary<string, string> parameters)
    {
        var boundary = Guid.NewGuid().ToString("N");
        var form = new MultipartFormDataContent(boundary);

        // Quoted names and an unquoted boundary are what every parser reads; .NET writes it the other way round.
        form.Headers.ContentType!.Parameters.Clear();
        form.Headers.ContentType.Parameters.Add(new NameValueHeaderValue("boundary", boundary));

        foreach (var (name, value) in parameters)
        {
            form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(value)), $"\"{name}\"");
        }

        return form;
    }

    private static ByteArrayContent Json(IReadOnlyDictionary<string, string> parameters)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();

            foreach (var (name, value) in parameters)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return new ByteArrayContent(buffer.ToArray())
        {
            Headers = { ContentType = new MediaTypeHeaderValue(
            "application/json") }
        };
    }
}
