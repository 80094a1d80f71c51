namespace Sonetel.Http.Sample;

/// <summary>The counts of both apps during one step.</summary>
internal sealed record StepResult(string Name, Counts HandWritten, Counts Library, bool IsRight)
{
    public override string ToString() =>
        $"{(IsRight ? "ok " : "OFF")} {Name}: "
        + $"failed {Failed(HandWritten)} by hand, {Failed(Library)} with Sonetel.Http; "
        + $"token requests {HandWritten.TokenRequests:N0} and {Library.TokenRequests:N0}";

    private static string Failed(Counts counts) => $"{counts.Failures:N0} of {counts.Calls:N0}";
}
