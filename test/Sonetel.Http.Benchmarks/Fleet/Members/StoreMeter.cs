using System.Diagnostics.Metrics;

namespace Sonetel.Http.Benchmarks.Fleet.Members;

/// <summary>Counts what the library and Npgsql measure about the store.</summary>
internal sealed class StoreMeter : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _calls;
    private long _errors;
    private long _bytes;

    public StoreMeter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (IsWanted(instrument.Name))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Called(tags));
        _listener.SetMeasurementEventCallback<long>((_, bytes, _, _) => Interlocked.Add(ref _bytes, bytes));
        _listener.SetMeasurementEventCallback<int>((_, bytes, _, _) => Interlocked.Add(ref _bytes, bytes));
        _listener.Start();
    }

    public long Calls => Interlocked.Read(ref _calls);

    public long Errors => Interlocked.Read(ref _errors);

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>A call of a store that the library does not see.</summary>
    public void Called() => Interlocked.Increment(ref _calls);

    public void Dispose() => _listener.Dispose();

    private static bool IsWanted(string name) =>
        name is "sonetel.store.duration" || name.StartsWith("db.client.operation.npgsql.bytes_", StringComparison.Ordinal);

    private void Called(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Interlocked.Increment(ref _calls);

        foreach (var tag in tags)
        {
            if (tag.Key == "error.type")
            {
                Interlocked.Increment(ref _errors);
            }
        }
    }
}
