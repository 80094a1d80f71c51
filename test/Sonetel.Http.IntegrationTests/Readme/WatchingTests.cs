using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.Readme;

/// <summary>The README's code for telemetry, with OpenTelemetry's SDK.</summary>
[CancelAfter(30_000)]
public sealed class WatchingTests
{
    [Test]
    public async Task Metrics_arrive_in_the_buckets_of_the_view_and_the_account_is_healthy(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        var received = new List<MetricSnapshot>();
        var builder = Host.CreateApplicationBuilder();
        var (_, username, password) = ReadmeWorld.Begin(emulator);
        builder.Services.AddSonetelAuth(o => o.UseSonetel(username, password));
        builder.Services.PointAt(emulator);

        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter("Sonetel.Http"))
            .WithTracing(tracing => tracing.AddSource("Sonetel.Http"));
        builder.Services.AddHealthChecks().AddSonetelAuth();

        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics =>
        {
            metrics.AddInMemoryExporter(received);

            metrics.AddView("sonetel.*.duration", new ExplicitBucketHistogramConfiguration
            {
                Boundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30],
            });
        });

        using var app = builder.Build();
        var meters = app.Services.GetRequiredService<MeterProvider>();
        await app.Services.GetRequiredService<ISonetelAuth>().GetAccessTokenAsync(ct);
        var health = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(ct);
        meters.ForceFlush();

        Assert.That(health.Status, Is.EqualTo(HealthStatus.Healthy));
        Assert.That(Bounds(received), Has.Count.EqualTo(16).And.Member(0.005).And.Member(30));
    }

    private static List<double> Bounds(List<MetricSnapshot> received)
    {
        var bounds = new List<double>();
        var points = received.First(metric => metric.Name == "sonetel.token.request.duration").MetricPoints;

        foreach (var bucket in points[0].GetHistogramBuckets())
        {
            bounds.Add(bucket.ExplicitBound);
        }

        return bounds;
    }
}
