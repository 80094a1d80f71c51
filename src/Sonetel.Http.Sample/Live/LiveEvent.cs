namespace Sonetel.Http.Sample;

/// <summary>An event in an app, and how often in a row it happened.</summary>
internal sealed record LiveEvent(TimeSpan At, Severity Severity, string Text, TimeSpan LastAt, int Times = 1);
