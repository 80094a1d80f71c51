using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Sonetel.Http;

/// <summary>The claims of an access token that is a JWT (RFC 7519 §4.1).</summary>
/// <remarks>
/// The signature is not verified: use the claims to learn about your own account, never to decide whom to trust.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class DecodedToken
{
    private const double YearTenThousand = 253_402_300_800;

    private DecodedToken(IReadOnlyDictionary<string, JsonElement> claims) => Claims = claims;

    /// <summary>All claims by name, as JSON.</summary>
    public IReadOnlyDictionary<string, JsonElement> Claims { get; }

    /// <summary>The issuer of the token (<c>iss</c>).</summary>
    public string? Issuer => Text("iss");

    /// <summary>The subject of the token (<c>sub</c>).</summary>
    public string? Subject => Text("sub");

    /// <summary>The recipients that the token is intended for (<c>aud</c>).</summary>
    public IReadOnlyList<string> Audience => Texts("aud");

    /// <summary>The id of the token (<c>jti</c>).</summary>
    public string? TokenId => Text("jti");

    /// <summary>When the token was issued (<c>iat</c>).</summary>
    public DateTimeOffset? IssuedAt => Time("iat");

    /// <summary>When the token becomes valid (<c>nbf</c>).</summary>
    public DateTimeOffset? NotBefore => Time("nbf");

    /// <summary>When the token expires (<c>exp</c>).</summary>
    public DateTimeOffset? ExpiresAt => Time("exp");

    /// <summary>
    /// The scopes of the token (<c>scope</c>, or Passport's <c>scopes</c>), from an array or a string
    /// separated by spaces.
    /// </summary>
    public IReadOnlyList<string> Scopes =>
    [
        .. Texts("scope").Concat(Texts("scopes"))
            .SelectMany(scope => scope.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
    ];

    /// <summary>Sonetel's id of the account (<c>acc_id</c>), from a number or a string.</summary>
    public string? AccountId => Text("acc_id");

    /// <summary>Sonetel's id of the user (<c>user_id</c>).</summary>
    public string? UserId => Text("user_id");

    /// <summary>Returns the issuer and the expiry, but no personal data.</summary>
    public override string ToString() => $"JWT from {Issuer ?? "(no issuer)"}, expires {ExpiresAt:O}";

    internal static DecodedToken? Decode(string token)
    {
        if (JwtPayload.Decode(token) is not { } payload)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(payload);

            if (json.RootElement.ValueKind is not JsonValueKind.Object)
            {
                return null;
            }

            var claims = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

            foreach (var claim in json.RootElement.EnumerateObject())
            {
                claims[claim.Name] = claim.Value.Clone();
            }

            return new DecodedToken(claims);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private string? Text(string name) => Claims.TryGetValue(name, out var claim) ? Text(claim) : null;

    private static string? Text(JsonElement claim) => claim.ValueKind switch
    {
        JsonValueKind.String => ValidString(claim),
        JsonValueKind.Number => claim.GetRawText(),
        _ => null,
    };

    // An escaped half of a surrogate pair is valid JSON, but no valid string; GetString throws.
    private static string? ValidString(JsonElement claim)
    {
        try
        {
            return claim.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private string[] Texts(string name) => Claims.TryGetValue(name, out var claim) switch
    {
        true when claim.ValueKind is JsonValueKind.Array => [.. claim.EnumerateArray().Select(Text).OfType<string>()],
        true when Text(claim) is { } text => [text],
        _ => [],
    };

    private DateTimeOffset? Time(string name)
    {
        if (!double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var time))
        {
            return null;
        }

        var seconds = UnixTime.Seconds(time);
        return seconds is >= 0 and < YearTenThousand ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
    }
}
