using System.Text.Json.Serialization;

namespace Sonetel.Http.Benchmarks.Scale;

/// <summary>What so many accounts with a token cost, each.</summary>
internal sealed record ScaleResult
{
    public const string File = "scale.json";

    public required int Accounts { get; init; }

    /// <summary>Above the token's own text.</summary>
    public required double BytesPerAccount { get; init; }

    /// <summary>Of the token's own text.</summary>
    public required int TokenBytes { get; init; }

    /// <summary>Per <c>GetAccessTokenAsync</c>, one account after the other.</summary>
    public required double InTurnNanoseconds { get; init; }

    /// <summary>The same with the look-up by name.</summary>
    public required double ByNameNanoseconds { get; init; }

    [JsonIgnore]
    public string Key => $"{Accounts:D9}";
}
