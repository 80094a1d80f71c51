namespace Sonetel.Http.Sample;

/// <summary>Something that happened in an app, and how often in a row.</summary>
internal sealed record LiveEvent(TimeSpan At, Severity Severity, string Text, TimeSpan LastAt, int Times = 1);
