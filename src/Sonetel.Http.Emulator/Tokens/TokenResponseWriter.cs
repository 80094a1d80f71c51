using System.Globalization;
using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>Writes a token response: the members that systems have in common, changed by the switches.</summary>
internal sealed class TokenResponseWriter(Switches switches, TokenIssuer issuer)
{
    public TokenReply Write(ITokenProfile profile, TokenMembers members)
    {
        var body = new JsonObject
        {
            ["access_token"] = members.AccessToken,
            ["token_type"] = switches.TokenType ?? members.TokenType,
        };
        Add(body, "refresh_token", members.RefreshToken);
        var expiresIn = switches.ExpiresIn?.DeepClone() ?? ExpiresIn(members.ExpiresIn, issuer.Lifetime(profile));
        Add(body, "expires_in", expiresIn);
        Add(body, "scope", switches.Scope?.DeepClone() ?? members.Scope);
        AddAll(body, members.Others);
        AddAll(body, switches.MoreMembers);
        return new TokenReply(200, Ordered(body, members.Order)) { ByteOrderMark = switches.ByteOrderMark };
    }

    private JsonNode? ExpiresIn(ExpiresInForm own, TimeSpan lifetime)
    {
        var form = switches.ExpiresInForm is ExpiresInForm.Own ? own : switches.ExpiresInForm;

        return form switch
        {
            ExpiresInForm.Seconds => (long)lifetime.TotalSeconds,
            ExpiresInForm.Text => ((long)lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture),
            ExpiresInForm.Fraction => lifetime.TotalSeconds + 0.5,
            ExpiresInForm.UnixTime => issuer.UnixExpiry(lifetime),
            _ => null,
        };
    }

    private static JsonObject Ordered(JsonObject body, IReadOnlyList<string> order)
    {
        var ordered = new JsonObject();

        foreach (var name in order.Concat(body.Select(member => member.Key).Except(order).ToArray()))
        {
            if (body.TryGetPropertyValue(name, out var value))
            {
                body.Remove(name);
                ordered[name] = value;
            }
        }

        return ordered;
    }

    private static void Add(JsonObject body, string name, JsonNode? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }
    }

    private static void AddAll(JsonObject body, JsonObject? members)
    {
        foreach (var (name, value) in members ?? [])
        {
            body[name] = value?.DeepClone();
        }
    }
}
