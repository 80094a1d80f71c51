namespace Sonetel.Http;

/// <summary>The values of <c>error.type</c> that are not OAuth error codes. All values are a closed set.</summary>
internal static class ErrorTypes
{
    /// <summary>OpenTelemetry's fallback value.</summary>
    public const string Other = "_OTHER";

    /// <summary>The store did not respond in time.</summary>
    public const string TimedOut = "timeout";

    public static KeyValuePair<string, object?>[] TagOf(string? errorType) =>
        errorType is null ? [] : [new(Tags.ErrorType, errorType)];
}
