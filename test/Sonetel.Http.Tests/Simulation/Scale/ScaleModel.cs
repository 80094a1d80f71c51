namespace Sonetel.Http.Tests.Simulation.Scale;

/// <summary>What a fleet without faults costs, per account and lifetime, as the PostgreSQL package's README has it.</summary>
internal sealed class ScaleModel(ScaleSettings settings)
{
    /// <summary>Part of RefreshAhead by which a token's renewal is spread.</summary>
    private const double Spread = .1;

    private static readonly double RefreshAhead = new SonetelAuthOptions().RefreshAhead.TotalSeconds;

    /// <summary>A claim and a result.</summary>
    public static double Writes => 2;

    /// <summary>Seconds from one renewal to the next.</summary>
    public double BetweenRenewals => EarliestRenewal + UntilFirstCall();

    /// <summary>A process reads the row once per lifetime, with its first call after its token was due, if it calls at all.</summary>
    public double Reads => settings.Processes * Calling(BetweenRenewals / settings.BetweenCalls);

    private double EarliestRenewal =>
        settings.Lifetime - Math.Min(RefreshAhead * (1 + Spread), settings.Lifetime * .2);

    private double Window => Math.Min(RefreshAhead * Spread, settings.Lifetime * .2 * Spread);

    // The mean of the time until one of the processes that hold the token finds it due; the last of them is due after the window.
    private double UntilFirstCall()
    {
        const double Step = .1;
        var rate = settings.Processes * Holding(EarliestRenewal / settings.BetweenCalls) / settings.BetweenCalls;
        var ahead = settings.Lifetime - EarliestRenewal;
        var (survival, mean) = (1.0, 0.0);

        for (var at = 0.0; at < ahead; at += Step)
        {
            mean += survival * Step;
            survival *= Math.Exp(-rate * Math.Min(1, at / Window) * Step);
        }

        // Nobody called, so the token ran out, and the next call of any process renews it.
        return mean + (survival * settings.BetweenCalls / (settings.Processes + 1));
    }

    // The part of processes that call at least once in a time of `length` stretches, each with one call at a random point.
    private static double Calling(double length) => length switch
    {
        < 1 => length - (Math.Pow(length, 3) / 6),
        < 2 => 1 - (Math.Pow(2 - length, 3) / 6),
        _ => 1,
    };

    // The part of calls whose process has called within `length` stretches before.
    private static double Holding(double length) => length switch
    {
        < 1 => length * length / 2,
        < 2 => 1 - (Math.Pow(2 - length, 2) / 2),
        _ => 1,
    };
}
