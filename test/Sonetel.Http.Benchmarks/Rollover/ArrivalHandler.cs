using System.Diagnostics;

namespace Sonetel.Http.Benchmarks.Rollover;

/// <summary>The end of each pipeline: tells when the request got there. The time before is what the pipeline added.</summary>
internal sealed class ArrivalHandler : HttpMessageHandler
{
    private static readonly AsyncLocal<long[]?> Arrival = new();

    /// <summary>Sends, and gives how long the request took to arrive.</summary>
    public static async Task<TimeSpan> MeasureAsync(Func<Task> send)
    {
        var arrival = new long[1];
        Arrival.Value = arrival;
        var start = Stopwatch.GetTimestamp();
        await send();
        return Stopwatch.GetElapsedTime(start, arrival[0]);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
    {
        Arrival.Value![0] = Stopwatch.GetTimestamp();
        return Task.FromResult(new HttpResponseMessage { RequestMessage = request });
    }
}
