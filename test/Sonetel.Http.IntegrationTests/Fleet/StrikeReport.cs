namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>One strike and what came of it.</summary>
/// <param name="Strike">What happened.</param>
/// <param name="At">When it began.</param>
/// <param name="Lasted">How long the fault lasted.</param>
/// <param name="ToToken">How long after its end the fleet shared a valid token again.</param>
internal sealed record StrikeReport(Strike Strike, DateTimeOffset At, TimeSpan Lasted, TimeSpan ToToken)
{
    // A call that began in the fault may fail later, at the end of its wait or after a pause.
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(3);

    public override string ToString() => $"{Strike} lasted {Lasted.TotalSeconds:F1} s, a token {ToToken.TotalSeconds:F1} s later";

    public bool Explains(FailedCall call) => call.At >= At && call.At <= At + Lasted + ToToken + Aftermath;
}
