using System.Globalization;

namespace Sonetel.Http.Benchmarks.Fleet;

/// <summary>The tokens' texts: as long as a Sonetel JWT, and legible, so that an API knows when one is out.</summary>
internal static class IssuedText
{
    private const int AccessLength = 1_080;
    private const int RefreshLength = 480;

    public static string AccessToken(DateTimeOffset expiresAt, string account, int number)
    {
        var expires = expiresAt.ToUnixTimeMilliseconds();
        return string.Create(CultureInfo.InvariantCulture, $"{expires}.{account}.{number}.").PadRight(AccessLength, 'x');
    }

    public static string RefreshToken(string account, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{number}.{account}.").PadRight(RefreshLength, 'x');

    /// <summary>Whose refresh token it is, and which.</summary>
    public static (string Account, int Number) Read(string refreshToken)
    {
        var parts = refreshToken.Split('.', 3);
        return (parts[1], int.Parse(parts[0], CultureInfo.InvariantCulture));
    }

    public static string Response(string accessToken, string refreshToken, TimeSpan lifetime)
    {
        var seconds = (int)lifetime.TotalSeconds;
        return $$"""
            {"access_token":"{{accessToken}}","token_type":"Bearer","expires_in":{{seconds}},"refresh_token":"{{refreshToken}}"}
            """;
    }
}
