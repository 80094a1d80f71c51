using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>A system's own token answer, before the switches change it.</summary>
internal sealed record TokenMembers(string AccessToken, string? RefreshToken, string TokenType = "Bearer")
{
    public ExpiresInForm ExpiresIn { get; init; } = ExpiresInForm.Seconds;

    public string? Scope { get; init; }

    /// <summary>In which order the system writes them.</summary>
    public IReadOnlyList<string> Order { get; init; } =
        ["access_token", "token_type", "refresh_token", "expires_in", "scope"];

    public JsonObject? Others { get; init; }
}
