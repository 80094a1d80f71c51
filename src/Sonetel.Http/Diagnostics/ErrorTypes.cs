namespace Sonetel.Http;

/// <summary>Values of <c>error.type</c> that are no error code of OAuth's. All together are a closed set.</summary>
internal static class ErrorTypes
{
    /// <summary>OpenTelemetry's word for what has no name of its own.</summary>
    public const string Other = "_OTHER";

    /// <summary>The store did not answer in time.</summary>
    public const string TimedOut = "timeout";

    public static KeyValuePair<string, object?>[] TagOf(string? errorType) =>
        errorType is null ? [] : [new(Tags.ErrorType, errorType)];
}
