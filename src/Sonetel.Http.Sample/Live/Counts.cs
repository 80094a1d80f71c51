namespace Sonetel.Http.Sample;

/// <summary>What one app has done so far, or during one step.</summary>
internal readonly record struct Counts(int Calls, int Failures, int TokenRequests)
{
    public static Counts operator -(Counts later, Counts earlier) => new(
        later.Calls - earlier.Calls,
        later.Failures - earlier.Failures,
        later.TokenRequests - earlier.TokenRequests);
}
