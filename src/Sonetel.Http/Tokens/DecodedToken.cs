using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Sonetel.Http;

/// <summary>What stands in an access token that is a JWT (RFC 7519 §4.1).</summary>
/// <remarks>The signature is not checked: use it to learn about your own account, never to decide whom to
/// trust.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class DecodedToken
{
    private const double YearTenThousand = 253_402_300_800;

    private DecodedToken(IReadOnlyDictionary<string, JsonElement> claims) => Claims = claims;

    /// <summary>Every claim by its name, as JSON.</summary>
    public IReadOnlyDictionary<string, JsonElement> Claims { get; }

    /// <summary>Who issued the token (<c>iss</c>).</summary>
    public string? Issuer => Text("iss");

    /// <summary>Whom the token is about (<c>sub</c>).</summary>
    public string? Subject => Text("sub");

    /// <summary>Whom the token is for (<c>aud</c>), one or many.</summary>
    public IReadOnlyList<string> Audience => Texts("aud");

    /// <summary>The token's own id (<c>jti</c>).</summary>
    public string? TokenId => Text("jti");

    /// <summary>When the token was issued (<c>iat</c>).</summary>
    public DateTimeOffset? IssuedAt => Time("iat");

    /// <summary>From when on the token is good (<c>nbf</c>).</summary>
    public DateTimeOffset? NotBefore => Time("nbf");

    /// <summary>When the token runs out (<c>exp</c>).</summary>
    public DateTimeOffset? ExpiresAt => Time("exp");

    /// <summary>What the token is good for (<c>scope</c>, or Passport's <c>scopes</c>), whether written as an array or
    /// space-separated.</summary>
    public IReadOnlyList<string> Scopes =>
        [.. Texts("scope").Concat(Texts("scopes")).SelectMany(
            scope => scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>Sonetel's id of the account (<c>acc_id</c>), which it writes as a number or as a string.</summary>
    public string? AccountId => Text("acc_id");

    /// <summary>Sonetel's id of the user (<c>user_id</c>).</summary>
    public string? UserId => Text("user_id");

    /// <summary>Names the issuer and the expiry, and nobody's data.</summary>
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
        JsonValueKind.String => Whole(claim),
        JsonValueKind.Number => claim.GetRawText(),
        _ => null,
    };

    // Half a surrogate pair, escaped, is JSON by its grammar but no text; the parser finds that out only here.
    private static string? Whole(JsonElement claim)
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
