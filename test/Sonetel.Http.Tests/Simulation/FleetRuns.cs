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
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() => Work(first + count, ct)) { IsBackground = true }).ToArray();
        Array.ForEach(threads, static thread => thread.Start());

        // A thread that the library blocks never comes back; no wait of a simulation is real.
        while (!threads.All(static thread => thread.Join(100)))
        {
            if (ct.IsCancellationRequested)
            {
                Assert.Fail($"{configuration}: no end of seeds {string.Join(", ", _running.Values)} in time; {_done} of {count} seeds are done.");
            }
        }

        _measures["seeds per second"] = _done / clock.Elapsed.TotalSeconds;
        _measures["milliseconds of processor time per seed"] = (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalMilliseconds / _done;
    }

    public string Report()
    {
        var text = new StringBuilder(configuration.Name).AppendLine();

        foreach (var (name, value) in _measures)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {value,14:N1} {name}");
        }

        foreach (var invariant in Failed.SelectMany(result => result.Violations.Select(violation => (violation.Invariant, result.Seed))).GroupBy(pair => pair.Invariant))
        {
            var seeds = invariant.Select(pair => pair.Seed).Distinct().ToArray();
            text.AppendLine(CultureInfo.InvariantCulture, $"  {invariant.Count(),8} {invariant.Key}, in {seeds.Length} seeds: {string.Join(' ', seeds.Take(10))}");
        }

        return text.ToString();
    }

    private void Work(long end, Ct ct)
    {
        for (var seed = Interlocked.Increment(ref _next); seed < end && !ct.IsCancellationRequested; seed = Interlocked.Increment(ref _next))
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
