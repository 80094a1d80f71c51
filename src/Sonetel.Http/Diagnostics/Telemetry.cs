using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Sonetel.Http;

/// <summary>The meter and the activity source, both named
/// <c>Sonetel.Http</c>. No tag holds a token, a user or an account.</summary>
internal static class Telemetry
{
    public const string Name = "Sonetel.Http";

    public static readonly ActivitySource Activities = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> TokenRequests =
        Meter.CreateHistogram<double>(
            "sonetel.token.request.duration",
            "s",
            "Token requests, by grant and outcome.");

    private static readonly Counter<long> Refusals =
        Meter.CreateCounter<long>(
            "sonetel.token.refused",
            "{request}",
            "Requests whose token was answered with 401, by what came of it.");

    public static void TokenRequested(string grant, string outcome, TimeSpan duration) =>
        TokenRequests.Record(
            duration.TotalSeconds,
            new("grant", grant),
            new KeyValuePair<string, object?>("outcome", outcome));

    public static void Refused(string outcome) =>
        Refusals.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
