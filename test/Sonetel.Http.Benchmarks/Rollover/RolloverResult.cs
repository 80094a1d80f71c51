namespace Sonetel.Http.Benchmarks.Rollover;

/// <summary>How long one client's requests waited while tokens rolled over.</summary>
internal sealed record RolloverResult
{
    public const string File = "rollover.json";

    private const int PointsPerDecade = 20;

    public required string Client { get; init; }

    public required int Requests { get; init; }

    /// <summary>Requests that waited over 20 ms.</summary>
    public required int Waited { get; init; }

    public required IReadOnlyList<Wait> Waits { get; init; }

    public static RolloverResult Of(string client, TimeSpan[] sorted) => new()
    {
        Client = client,
        Requests = sorted.Length,
        Waited = sorted.Count(wait => wait > TimeSpan.FromMilliseconds(20)),
        Waits = [.. Shares(sorted.Length).Select(share => new Wait(Math.Round(share, 6), Math.Round(At(sorted, share), 4)))],
    };

    public static double At(TimeSpan[] sorted, double share) => sorted[(int)((sorted.Length - 1) * share)].TotalMilliseconds;

    // Evenly spread over the decades from all requests to the slowest one, where the curve has its detail.
    private static IEnumerable<double> Shares(int requests)
    {
        for (var point = 0; point < PointsPerDecade * Math.Log10(requests); point++)
        {
            yield return 1 - Math.Pow(10, -point / (double)PointsPerDecade);
        }

        yield return 1;
    }
}
