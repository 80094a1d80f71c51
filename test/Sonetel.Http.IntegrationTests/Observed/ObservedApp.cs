using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Sonetel.Http.IntegrationTests.Observed;

/// <summary>An app's telemetry, read with OpenTelemetry's SDK as its exporters would read it.</summary>
internal sealed class ObservedApp : IDisposable
{
    private const string Source = "Sonetel.Http.IntegrationTests.Caller";

    private readonly ActivitySource _callers = new(Source);

    public List<MetricSnapshot> Metrics { get; } = [];

    public List<Activity> Spans { get; } = [];

    public List<LogRecord> Logs { get; } = [];

    public void AddTo(IServiceCollection services)
    {
        services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter("Sonetel.Http").AddInMemoryExporter(Metrics))
            .WithTracing(tracing => tracing.AddSource("Sonetel.Http", Source).SetSampler(new AlwaysOnSampler()).AddInMemoryExporter(Spans))
            .WithLogging(logging => logging.AddInMemoryExporter(Logs));
        services.AddLogging(logging => logging.AddFilter("Sonetel.Http", LogLevel.Debug));
        services.Configure<OpenTelemetryLoggerOptions>(options => options.IncludeFormattedMessage = true);
    }

    /// <summary>What a host does when it starts.</summary>
    public static void Start(IServiceProvider provider)
    {
        _ = provider.GetRequiredService<MeterProvider>();
        _ = provider.GetRequiredService<TracerProvider>();
    }

    public Activity StartCaller() => _callers.StartActivity("caller")!;

    public void Collect(IServiceProvider provider)
    {
        provider.GetRequiredService<MeterProvider>().ForceFlush();
        provider.GetRequiredService<TracerProvider>().ForceFlush();
    }

    public void Dispose() => _callers.Dispose();
}
