using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>A system's own token answer, before the switches change it.</summary>
internal sealed record TokenMembers(string AccessToken, string? RefreshToken, string TokenType = "Bearer")
{
    public ExpiresInForm ExpiresIn { get; init; } = ExpiresInForm.Seconds;

    public string? Scope { get; init; }

    public JsonObject? Others { get; init; }
}
