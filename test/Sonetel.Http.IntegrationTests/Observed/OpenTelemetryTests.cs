using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http.IntegrationTests.Observed;

/// <summary>What one is on call with: metrics, traces and logs as OpenTelemetry's SDK hands them on, over real sockets.</summary>
[CancelAfter(60_000)]
public sealed partial class OpenTelemetryTests
{
    private static readonly string Shipped = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "src", "Sonetel.Http", "telemetry"));

    [Test]
    public async Task Every_name_in_the_dashboard_and_in_the_alerts_exists(Ct ct)
    {
        using var app = new ObservedApp();
        await using var world = await LiveAsync(app, ct);

        var metrics = app.Metrics.SelectMany(PrometheusNames.Of).ToHashSet();
        var labels = app.Metrics.SelectMany(Tags).Select(tag => PrometheusNames.Label(tag.Key)).ToHashSet();
        var dashboard = Names(Expressions(Path.Combine(Shipped, "dashboard.json"))).ToHashSet();
        var alerts = Names(File.ReadLines(Path.Combine(Shipped, "alerts.yaml")).Where(line => !line.TrimStart().StartsWith('#')));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(dashboard.Where(name => !metrics.Contains(name) && !labels.Contains(name)), Is.Empty);
            Assert.That(alerts.Where(name => !metrics.Contains(name) && !labels.Contains(name)), Is.Empty);
            Assert.That(
                app.Metrics.Where(metric => !PrometheusNames.Of(metric).Any(dashboard.Contains)).Select(metric => metric.Name),
                Is.Empty,
                "each metric has its place in the dashboard");
        }
    }

    [Test]
    public async Task All_metrics_come_with_units_buckets_and_nothing_secret(Ct ct)
    {
        using var app = new ObservedApp();
        await using var world = await LiveAsync(app, ct);

        var units = app.Metrics.DistinctBy(metric => metric.Name).ToDictionary(metric => metric.Name, metric => metric.Unit);
        var request = app.Metrics.First(metric => metric.Name == "sonetel.token.request.duration");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(units, Is.EquivalentTo(new Dictionary<string, string>
            {
                ["sonetel.token.request.duration"] = "s",
                ["sonetel.token.wait.duration"] = "s",
                ["sonetel.token.remaining"] = "s",
                ["sonetel.store.duration"] = "s",
                ["sonetel.request.refused"] = "{request}",
                ["sonetel.request.failed_fast"] = "{request}",
            }));
            Assert.That(Bounds(request), Has.Some.EqualTo(0.005).And.Some.EqualTo(30.0));
            Assert.That(request.MeterVersion, Is.Not.Empty);
            Assert.That(app.Metrics.SelectMany(Tags).Select(tag => $"{tag.Value}"), Has.None.Contains(world.Emulator.Options.Username));
        }
    }

    [Test]
    public async Task A_trace_leads_from_the_caller_to_the_token_request_and_back(Ct ct)
    {
        using var app = new ObservedApp();
        await using var world = await EmulatedWorld.CreateAsync(ct);
        app.AddTo(world.Services);
        ObservedApp.Start(world.Provider);

        ActivityContext caller;

        using (var activity = app.StartCaller())
        {
            caller = activity.Context;
            await world.GetAsync("/account/", ct);
        }

        app.Collect(world.Provider);
        var wait = app.Spans.Single(span => span.OperationName == "sonetel.token.wait");
        var request = app.Spans.Single(span => span.OperationName == "sonetel.token.request");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(wait.TraceId, Is.EqualTo(caller.TraceId));
            Assert.That(wait.Links.Single().Context.SpanId, Is.EqualTo(request.SpanId));
            Assert.That(request.Links.Single().Context.SpanId, Is.EqualTo(caller.SpanId));
            Assert.That(request.Kind, Is.EqualTo(ActivityKind.Client));
            Assert.That(request.GetTagItem("server.address"), Is.EqualTo(world.Emulator.TokenEndpoint.Host));
        }
    }

    [Test]
    public async Task The_log_names_the_account_and_tells_of_an_incident_once(Ct ct)
    {
        using var app = new ObservedApp();
        await using var world = await LiveAsync(app, ct);

        var ours = app.Logs.Where(log => log.CategoryName!.StartsWith("Sonetel.Http", StringComparison.Ordinal)).ToArray();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(ours.Where(log => log.LogLevel is LogLevel.Warning).Select(log => log.EventId.Name), Is.EqualTo(new[] { "TokenRequestFailed" }));
            Assert.That(ours.Select(log => log.FormattedMessage), Has.None.Contains("(null)").And.None.Contains("Account ''"));
            Assert.That(ours.Select(log => log.FormattedMessage), Has.Some.Contains("Account 'default'"));
            Assert.That(ours.Select(log => log.FormattedMessage), Has.None.Contains(world.Emulator.Options.Password));
        }
    }

    // A life in which each metric is measured: a start, a refused token, and a wrong password.
    private static async Task<EmulatedWorld> LiveAsync(ObservedApp app, Ct ct)
    {
        var world = await EmulatedWorld.CreateAsync(ct);
        app.AddTo(world.Services);
        ObservedApp.Start(world.Provider);

        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));
        world.Emulator.RevokeAllTokens();
        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));
        app.Collect(world.Provider);

        await world.Auth.RevokeTokenAsync(cancellationToken: ct);
        world.Emulator.ChangePassword("another");

        for (var i = 0; i < 3; i++)
        {
            Assert.That(async () => await world.GetAsync("/account/", ct), Throws.InstanceOf<SonetelAuthException>());
        }

        app.Collect(world.Provider);
        return world;
    }

    private static IEnumerable<KeyValuePair<string, object?>> Tags(OpenTelemetry.Metrics.MetricSnapshot metric)
    {
        foreach (var point in metric.MetricPoints)
        {
            foreach (var tag in point.Tags)
            {
                yield return tag;
            }
        }
    }

    private static List<double> Bounds(OpenTelemetry.Metrics.MetricSnapshot metric)
    {
        var bounds = new List<double>();

        foreach (var bucket in metric.MetricPoints[0].GetHistogramBuckets())
        {
            bounds.Add(bucket.ExplicitBound);
        }

        return bounds;
    }

    private static IEnumerable<string> Expressions(string file)
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(file));
        return
        [
            .. from panel in dashboard.RootElement.GetProperty("panels").EnumerateArray()
               from target in panel.GetProperty("targets").EnumerateArray()
               select target.GetProperty("expr").GetString()!,
            .. dashboard.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray()
                .Select(variable => variable.GetProperty("query").GetString()!),
        ];
    }

    private static IEnumerable<string> Names(IEnumerable<string> expressions) =>
        expressions.SelectMany(expression => Name().Matches(expression)).Select(match => match.Value);

    [GeneratedRegex(@"\b(?:sonetel_[a-z_]+|error_type)\b")]
    private static partial Regex Name();

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
