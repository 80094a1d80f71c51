namespace Sonetel.Http.Sample;

/// <summary>One step of the script.</summary>
/// <param name="Name">What happens.</param>
/// <param name="Duration">How long it is shown, in all.</param>
/// <param name="StartAsync">Makes it happen.</param>
/// <param name="IsRight">Whether Sonetel.Http's counts during this step are what they should be.</param>
internal sealed record Step(string Name, TimeSpan Duration, Func<Ct, Task> StartAsync, Func<Counts, bool> IsRight);
