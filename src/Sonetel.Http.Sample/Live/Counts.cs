namespace Sonetel.Http.Sample;

/// <summary>The counts of one app, in total or during one step.</summary>
internal readonly record struct Counts(int Calls, int Failures, int TokenRequests)
{
    public static Counts operator -(Counts later, Counts earlier) => new(
        later.Calls - earlier.Calls,
        later.Failures - earlier.Failures,
        later.TokenRequests - earlier.TokenRequests);
}
