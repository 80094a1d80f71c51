namespace Sonetel.Http.Sample;

/// <summary>What both apps did during one step.</summary>
internal sealed record StepResult(string Name, Counts HandWritten, Counts Library, bool IsRight)
{
    public override string ToString() =>
        $"{(IsRight ? "ok " : "OFF")} {Name}: by hand {HandWritten}; Sonetel.Http {Library}";
}
