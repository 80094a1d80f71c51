using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Sonetel.Http.Tests.Simulation;

/// <summary>Many seeds of one configuration, each on one thread, on as many threads as there are processors.</summary>
internal sealed class FleetRuns(Configuration configuration)
{
    private readonly ConcurrentBag<FleetResult> _failed = [];
    private readonly ConcurrentDictionary<int, long> _running = new();
    private readonly SortedDictionary<string, double> _measures = new(StringComparer.Ordinal);
    private long _next;
    private long _done;

    /// <summary>Those with violations, the earliest seed first.</summary>
    public IEnumerable<FleetResult> Failed => _failed.OrderBy(result => result.Seed);

    public long Count { get; private set; }

    public double Measure(string name) => _measures.GetValueOrDefault(name);

    public void Run(long first, long count, Ct ct)
    {
        var clock = Stopwatch.StartNew();
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        (_next, Count) = (first - 1, count);
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => NewThread(first + count, ct)).ToArray();
        Array.ForEach(threads, static thread => thread.Start());

        // A thread that the library blocks never comes back; no wait of a simulation is real.
        while (!threads.All(static thread => thread.Join(100)))
        {
            if (ct.IsCancellationRequested)
            {
                var running = string.Join(", ", _running.Values);
                Assert.Fail($"{configuration}: no end of seeds {running} in time; {_done} of {count} seeds are done.");
            }
        }

        _measures["seeds per second"] = _done / clock.Elapsed.TotalSeconds;
        processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
        _measures["milliseconds of processor time per seed"] = processor.TotalMilliseconds / _done;
    }

    public string Report()
    {
        var text = new StringBuilder(configuration.Name).AppendLine();

        foreach (var (name, value) in _measures)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {value,14:N1} {name}");
        }

        var breaches = Failed.SelectMany(result => result.Violations.Select(violation => (violation.Invariant, result.Seed)));

        foreach (var breach in breaches.GroupBy(pair => pair.Invariant))
        {
            var seeds = breach.Select(pair => pair.Seed).Distinct().ToArray();
            var shown = string.Join(' ', seeds.Take(10));
            text.AppendLine(CultureInfo.InvariantCulture, $"  {breach.Count(),8} {breach.Key}, in {seeds.Length} seeds: {shown}");
        }

        return text.ToString();
    }

    private Thread NewThread(long end, Ct ct) => new(() => Work(end, ct)) { IsBackground = true };

    private void Work(long end, Ct ct)
    {
        while (!ct.IsCancellationRequested && Interlocked.Increment(ref _next) is var seed && seed < end)
        {
            _running[Environment.CurrentManagedThreadId] = seed;
            var result = FleetResult.Of(configuration, seed, isTracing: false);
            Interlocked.Increment(ref _done);

            if (result.Violations.Count > 0)
            {
                _failed.Add(result);
            }

            lock (_measures)
            {
                foreach (var (name, value) in result.Measures)
                {
                    _measures[name] = _measures.GetValueOrDefault(name) + value;
                }
            }
        }

        _running.TryRemove(Environment.CurrentManagedThreadId, out _);
    }
}
