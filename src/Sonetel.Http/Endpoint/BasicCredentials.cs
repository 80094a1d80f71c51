using System.Net.Http.Headers;
using System.Text;

namespace Sonetel.Http;

/// <summary>Encodes HTTP Basic credentials (RFC 7617), raw or form-encoded first (RFC 6749 §2.3.1).</summary>
internal static class BasicCredentials
{
    public static AuthenticationHeaderValue Create(string id, string secret, BasicEncoding encoding) =>
        new("Basic", encoding is BasicEncoding.Raw ? Encode(id, secret) : Encode(FormEncoded(id), FormEncoded(secret)));

    public static string Encode(string id, string secret) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}"));

    /// <summary>Whether the two encodings differ for this id and secret.</summary>
    public static bool DependsOnEncoding(string id, string secret) =>
        FormEncoded(id) != id || FormEncoded(secret) != secret;

    // RFC 6749 App. B: as in a form, a space is encoded as '+'.
    private static string FormEncoded(string text) =>
        Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
