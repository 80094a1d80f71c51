namespace Sonetel.Http.Sample;

/// <summary>How an event is shown.</summary>
internal enum Severity
{
    Step,
    Good,
    Slow,
    Bad,
}
