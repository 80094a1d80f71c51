namespace Sonetel.Http.Benchmarks.Plots;

/// <summary>Maps values to pixels, and knows where its ticks are.</summary>
internal sealed class AxisScale
{
    private readonly Func<double, double> _transform;
    private readonly double _from;
    private readonly double _to;

    private AxisScale(Func<double, double> transform, double[] ticks, double start, double end)
    {
        (_transform, Ticks, Start, End) = (transform, ticks, start, end);
        (_from, _to) = (transform(ticks[0]), transform(ticks[^1]));
    }

    public double Start { get; }

    public double End { get; }

    public IReadOnlyList<double> Ticks { get; }

    /// <summary>From zero to the first round number that is not below any value.</summary>
    public static AxisScale Linear(IEnumerable<double> values, double start, double end, int steps = 5)
    {
        var most = Math.Max(values.DefaultIfEmpty(0).Max(), double.Epsilon);
        var power = Math.Pow(10, Math.Floor(Math.Log10(most / steps)));
        // A thousandth above a round number is no reason for another tick.
        var enough = most * 0.999;
        var step = new[] { 1, 2, 5, 10 }.Select(factor => factor * power).First(candidate => candidate * steps >= enough);
        var ticks = Enumerable.Range(0, (int)Math.Ceiling(enough / step) + 1).Select(tick => tick * step);
        return new AxisScale(value => value, [.. ticks], start, end);
    }

    /// <summary>Whole decades around the values above zero. What is below the first decade is drawn at its start.</summary>
    public static AxisScale Log(IEnumerable<double> values, double start, double end)
    {
        var positive = values.Where(value => value > 0).DefaultIfEmpty(1).ToArray();
        var first = (int)Math.Floor(Math.Log10(positive.Min()) + 1e-9);
        var last = Math.Max((int)Math.Ceiling(Math.Log10(positive.Max()) - 1e-9), first + 1);
        var ticks = Enumerable.Range(first, last - first + 1).Select(power => Math.Pow(10, power));
        return new AxisScale(Math.Log10, [.. ticks], start, end);
    }

    public double At(double value)
    {
        var share = (_transform(Math.Clamp(value, Ticks[0], Ticks[^1])) - _from) / (_to - _from);
        return Start + (share * (End - Start));
    }
}
