using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests.Diagnostics;

/// <summary>What one service provider measured, as text: the instrument, the value where it is known beforehand, and the tags in order.</summary>
internal sealed class Measured : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(Instrument Instrument, double Value, string Tags)> _all = new();

    public Measured(IServiceProvider provider)
    {
        var meters = provider.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Sonetel.Http" && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public IEnumerable<Instrument> Instruments => _all.Select(measurement => measurement.Instrument).Distinct();

    public IEnumerable<string> Tags(string name) => Of(name).Select(measurement => measurement.Tags);

    public IEnumerable<double> Values(string name) => Of(name).Select(measurement => measurement.Value);

    public void Collect() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private IEnumerable<(Instrument Instrument, double Value, string Tags)> Of(string name) =>
        _all.Where(measurement => measurement.Instrument.Name == name);

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _all.Enqueue((instrument, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
}
