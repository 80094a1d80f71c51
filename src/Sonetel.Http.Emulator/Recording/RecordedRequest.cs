namespace Sonetel.Http.Emulator;

/// <summary>A received request.</summary>
/// <param name="At">The time of arrival on the emulator's clock.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path and query.</param>
/// <param name="Headers">The headers; values of the same name are joined by commas.</param>
/// <param name="Parameters">The parameters of a token or revocation request, decoded.</param>
/// <param name="BodyLength">The length of an uploaded body in bytes.</param>
/// <param name="BodySha256">The SHA-256 hash of an uploaded body, in hexadecimal.</param>
public sealed record RecordedRequest(
    DateTimeOffset At,
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Headers,
    IReadOnlyDictionary<string, string> Parameters,
    long BodyLength = 0,
    string? BodySha256 = null);
