using System.Text.Json.Serialization;

namespace Sonetel.Http.Benchmarks.HotPath;

/// <summary>What one client's token adds to a request: its cost less that of the same client without a token.</summary>
internal sealed record HotPathResult
{
    public const string File = "hot-path.json";

    /// <summary>The benchmark's method, and before it <c>Send</c> for those of <see cref="Synchronous"/>.</summary>
    public required string Client { get; init; }

    public required Completion Inner { get; init; }

    public required double Nanoseconds { get; init; }

    public required long Bytes { get; init; }

    [JsonIgnore]
    public string Key => $"{Client} {Inner}";
}
