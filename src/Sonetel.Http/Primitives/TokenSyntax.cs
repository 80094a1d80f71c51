using System.Buffers;

namespace Sonetel.Http;

/// <summary>Which characters a token is made of: those of RFC 6749 App. A; an access token has no space, which would
/// end it in a header.</summary>
internal static class TokenSyntax
{
    // RFC 9110 §5.6.2.
    private static readonly SearchValues<char> InSchemes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    public static bool IsAccessToken(string text) => text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0;

    public static bool IsPrintable(string? text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;

    public static bool IsScheme(string text) => !text.AsSpan().ContainsAnyExcept(InSchemes);
}
