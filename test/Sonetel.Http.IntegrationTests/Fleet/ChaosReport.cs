namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>What came of a fleet under chaos.</summary>
internal sealed record ChaosReport(int Seed, IReadOnlyList<StrikeReport> Strikes, int Calls, IReadOnlyList<FailedCall> Failed)
{
    public required int TokenRequests { get; init; }

    /// <summary>How often a refresh token came a second time.</summary>
    public required int Reuses { get; init; }

    /// <summary>How often an older result has replaced a newer one; null where it cannot be told.</summary>
    public required int? StaleOverwrites { get; init; }

    /// <summary>The calls that failed although nothing was wrong.</summary>
    public IEnumerable<FailedCall> Unexplained => Failed.Where(call => !Strikes.Any(strike => strike.Explains(call)));

    public override string ToString() => string.Join(Environment.NewLine, [
        $"seed {Seed}: {Strikes.Count} strikes, {TokenRequests} token requests",
        StaleOverwrites is null ? $"{Reuses} reuses" : $"{Reuses} reuses, {StaleOverwrites} stale overwrites",
        $"{Calls} calls, {Failed.Count} failed",
        $"the last failure {Failed.Select(Lag).DefaultIfEmpty().Max():F1} s after its strike was over",
        .. Failed.GroupBy(call => call.Why).Select(group => $"{group.Count()} failed: {group.Key}"),
        .. Strikes.Select(strike => $"{strike}"),
    ]);

    // How long after the fleet shared a token again a call failed, in seconds.
    private double Lag(FailedCall call)
    {
        var strike = Strikes.LastOrDefault(strike => strike.At <= call.At);
        return strike is null ? 0 : (call.At - strike.At - strike.Lasted - strike.ToToken).TotalSeconds;
    }
}
