namespace Sonetel.Http.Tests.Simulation;

/// <summary>A row as the trace shows it.</summary>
internal static class Shown
{
    public static string Of(TokenSet? row) => row is null
        ? "nothing"
        : $"<{row.Generation} {row.AccessToken?.Value ?? "-"} {row.RefreshToken ?? "-"}{Claim(row)}{Refusals(row)}>";

    private static string Claim(TokenSet row) => row.Renewer is { } renewer ? $" claim {renewer}" : string.Empty;

    private static string Refusals(TokenSet row) => row.Refusals > 0 ? $" refused {row.Refusals}" : string.Empty;
}
