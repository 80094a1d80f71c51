namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>What came of a fleet under chaos.</summary>
internal sealed record ChaosReport(
    int Seed, IReadOnlyList<StrikeReport> Strikes, int Calls, IReadOnlyList<FailedCall> Failed, int TokenRequests, int Reuses, int StaleOverwrites)
{
    /// <summary>The calls that failed although nothing was wrong.</summary>
    public IEnumerable<FailedCall> Unexplained => Failed.Where(call => !Strikes.Any(strike => strike.Explains(call)));

    public override string ToString()
    {
        var slowest = Strikes.Max(strike => strike.ToToken);
        var why = Failed.GroupBy(call => call.Why).Select(group => $"\n  {group.Count()} failed: {group.Key}");
        return $"seed {Seed}: {Strikes.Count} strikes, {TokenRequests} token requests, {Reuses} reuses, {StaleOverwrites} stale overwrites, "
            + $"{Calls} calls, {Failed.Count} failed, a token {slowest.TotalSeconds:F1} s after a fault at the latest{string.Concat(why)}";
    }
}
