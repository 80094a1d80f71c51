namespace Sonetel.Http.Sample;

/// <summary>A step of the script.</summary>
/// <param name="Name">The name that is shown.</param>
/// <param name="Duration">The duration of the step.</param>
/// <param name="StartAsync">Starts the step.</param>
/// <param name="IsRight">Whether Sonetel.Http's counts during the step are as expected.</param>
internal sealed record Step(string Name, TimeSpan Duration, Func<Ct, Task> StartAsync, Func<Counts, bool> IsRight);
