using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>The members of a system's token response, before the switches change them.</summary>
internal sealed record TokenMembers(string AccessToken, string? RefreshToken, string TokenType = "Bearer")
{
    public ExpiresInForm ExpiresIn { get; init; } = ExpiresInForm.Seconds;

    public string? Scope { get; init; }

    /// <summary>The order in which the system writes its members.</summary>
    public IReadOnlyList<string> Order { get; init; } =
        ["access_token", "token_type", "refresh_token", "expires_in", "scope"];

    public JsonObject? Others { get; init; }
}
