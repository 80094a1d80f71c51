namespace Sonetel.Http.Emulator;

/// <summary>One request as it arrived.</summary>
/// <param name="At">When it arrived, on the emulator's clock.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Headers">The headers; several of one name are joined by a comma.</param>
/// <param name="Parameters">The parameters of a token or revocation request, decoded.</param>
/// <param name="BodyLength">The bytes of an uploaded body.</param>
/// <param name="BodySha256">The hash of an uploaded body, in hexadecimal.</param>
public sealed record RecordedRequest(
    DateTimeOffset At,
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Headers,
    IReadOnlyDictionary<string, string> Parameters,
    long BodyLength = 0,
    string? BodySha256 = null);
