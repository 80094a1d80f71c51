using System.Net;
using System.Text;
using System.Text.Json;

namespace Sonetel.Http.Emulator;

/// <summary>Reads the parameters from a form, multipart or JSON body, and the client from Basic or the body.</summary>
internal static class TokenCallReader
{
    public static async Task<TokenCall> ReadAsync(HttpRequest request, ITokenProfile profile)
    {
        var parameters = await ParametersAsync(request, profile.ReadsJson);
        var basic = Basic(request, profile.DecodesBasic);

        if (basic is var (id, secret))
        {
            return new TokenCall(request, parameters, id, secret, UsedBasic: true);
        }

        var clientId = parameters.GetValueOrDefault("client_id");
        var clientSecret = parameters.GetValueOrDefault("client_secret");
        return new TokenCall(request, parameters, clientId, clientSecret, UsedBasic: false);
    }

    private static async Task<Dictionary<string, string>> ParametersAsync(HttpRequest request, bool readsJson)
    {
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            return form.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);
        }

        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        return readsJson && request.HasJsonContentType() ? Json(text) : [];
    }

    // A body that is not a JSON object has no parameters. The last one of repeated members counts, as in PHP.
    private static Dictionary<string, string> Json(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind is not JsonValueKind.Object
                ? []
                : json.RootElement.EnumerateObject()
                    .GroupBy(member => member.Name, StringComparer.Ordinal)
                    .ToDictionary(
                        members => members.Key,
                        members => members.Last().Value.ToString(),
                        StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static (string Id, string Secret)? Basic(HttpRequest request, bool decodes)
    {
        var header = request.Headers.Authorization.ToString();

        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var buffer = new byte[header.Length];

        if (!Convert.TryFromBase64String(header[6..].Trim(), buffer, out var written))
        {
            return (string.Empty, string.Empty);
        }

        var parts = Encoding.UTF8.GetString(buffer, 0, written).Split(':', 2);
        var (id, secret) = (parts[0], parts.Length > 1 ? parts[1] : string.Empty);
        return decodes ? (WebUtility.UrlDecode(id), WebUtility.UrlDecode(secret)) : (id, secret);
    }
}
