using OpenTelemetry.Metrics;

namespace Sonetel.Http.IntegrationTests.Observed;

/// <summary>The names under which OpenTelemetry's exporters show a metric to Prometheus.</summary>
internal static class PrometheusNames
{
    public static IEnumerable<string> Of(MetricSnapshot metric)
    {
        var unit = metric.Unit switch
        {
            "s" => "_seconds",
            "" => string.Empty,
            // An annotation, such as {request}, is no unit.
            ['{', .., '}'] => string.Empty,
            _ => throw new ArgumentException($"{metric.Name} is measured in {metric.Unit}, whose name here is not known."),
        };
        var name = $"{Label(metric.Name)}{unit}";

        return metric.MetricType switch
        {
            MetricType.Histogram => [$"{name}_bucket", $"{name}_count", $"{name}_sum"],
            MetricType.LongSum => [$"{name}_total"],
            _ => [name],
        };
    }

    public static string Label(string name) => name.Replace('.', '_');
}
