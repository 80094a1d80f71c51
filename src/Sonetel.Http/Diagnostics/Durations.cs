using System.Diagnostics.Metrics;

namespace Sonetel.Http;

/// <summary>Creates histograms of durations in seconds.</summary>
internal static class Durations
{
#if NET9_0_OR_GREATER
    // From a store call within a rack to the default timeout of a token request. Before .NET 9, a view has to set them:
    // see the package's README.
    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30],
    };

    public static Histogram<double> Create(Meter meter, string name, string description) =>
        meter.CreateHistogram(name, "s", description, tags: null, Buckets);
#else
    public static Histogram<double> Create(Meter meter, string name, string description) =>
        meter.CreateHistogram<double>(name, "s", description);
#endif
}
