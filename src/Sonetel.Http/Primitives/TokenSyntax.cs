using System.Buffers;

namespace Sonetel.Http;

/// <summary>
/// Checks the characters of tokens (RFC 6749 App. A). An access token contains no space, because it would end there
/// in a header.
/// </summary>
internal static class TokenSyntax
{
    // RFC 9110 §5.6.2.
    private static readonly SearchValues<char> InSchemes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    public static bool IsAccessToken(string text) => text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0;

    public static bool IsPrintable(string? text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;

    public static bool IsScheme(string text) => !text.AsSpan().ContainsAnyExcept(InSchemes);
}
