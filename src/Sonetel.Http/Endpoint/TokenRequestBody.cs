using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Sonetel.Http;

/// <summary>Creates a request's body in the configured format.</summary>
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

        // Every parser reads quoted names and an unquoted boundary; .NET writes unquoted names and a quoted boundary.
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

        var body = new ByteArrayContent(buffer.ToArray());
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return body;
    }
}
