namespace Sonetel.Http.Emulator;

/// <summary>A parsed token or revocation request.</summary>
internal sealed record TokenCall(
    HttpRequest Request,
    IReadOnlyDictionary<string, string> Parameters,
    string? ClientId,
    string? ClientSecret,
    bool UsedBasic)
{
    public string? this[string parameter] =>
        Parameters.TryGetValue(parameter, out var value) && value.Length > 0 ? value : null;
}
