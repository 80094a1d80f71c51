namespace Sonetel.Http.Sample;

/// <summary>The kind of an event, which determines its color.</summary>
internal enum Severity
{
    Step,
    Good,
    Slow,
    Bad,
}
