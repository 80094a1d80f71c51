namespace Sonetel.Http;

/// <summary>The names of all tags, on metrics and on spans.</summary>
internal static class Tags
{
    public const string Grant = "sonetel.grant";
    public const string Cause = "sonetel.renewal.cause";
    public const string Outcome = "sonetel.outcome";
    public const string Operation = "sonetel.operation";
    public const string Account = "sonetel.account";
    public const string ErrorType = "error.type";
}
