using System.Globalization;
using System.Runtime.CompilerServices;

namespace Sonetel.Http.Tests.Simulation;

/// <summary>One heap of events, one virtual clock, one thread; everything is drawn from the seed.</summary>
/// <remarks>
/// The library's awaits continue inline on the thread that completes a task, so the code between two events runs without a break.
/// Whatever comes from another thread means that a seed no longer replays, and ends the run.
/// </remarks>
internal sealed class Simulator(ulong seed, bool isTracing)
{
    private readonly PriorityQueue<SimulatedEvent, (long Due, long Order)> _events = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<string> _trace = [];
    private volatile string? _stray;
    private long _order;

    public SimulationRandom Random { get; } = new(seed);

    public bool IsTracing { get; } = isTracing;

    public IReadOnlyList<string> Trace => _trace;

    /// <summary>What came from another thread, and from where.</summary>
    public string? Stray => _stray;

    public long Ticks { get; private set; }

    /// <summary>Seconds since the beginning.</summary>
    public double Now => (double)Ticks / TimeSpan.TicksPerSecond;

    public long EventCount => _order;

    public void After(double seconds, Action run) => After(seconds, null, run);

    /// <summary>Does something to a process, unless it was killed by then; if it is frozen, after its thaw.</summary>
    public void After(double seconds, SimulatedProcess? process, Action run)
    {
        if (CheckThread())
        {
            _events.Enqueue(new SimulatedEvent(process, run), (Ticks + (long)(seconds * TimeSpan.TicksPerSecond), _order++));
        }
    }

    public void RunUntil(double end)
    {
        var until = (long)(end * TimeSpan.TicksPerSecond);

        while (_stray is null && _events.TryPeek(out var next, out var place) && place.Due <= until)
        {
            _events.Dequeue();
            Ticks = place.Due;

            if (next.Process is { } process)
            {
                process.Meet(next);
            }
            else
            {
                next.Run();
            }
        }

        Ticks = Math.Max(Ticks, until);
    }

    public void Log(string who, [InterpolatedStringHandlerArgument("")] TraceLine line)
    {
        if (IsTracing && CheckThread())
        {
            _trace.Add(string.Create(CultureInfo.InvariantCulture, $"{Now,11:F4} {who,-6} {line.Text()}"));
        }
    }

    /// <summary>Called by everything that the library can reach. Does not throw: that would end the process of a stray thread.</summary>
    public bool CheckThread([CallerMemberName] string what = "")
    {
        var isOurs = Environment.CurrentManagedThreadId == _thread;

        if (!isOurs)
        {
            _stray ??= $"{what} was called from another thread than the simulator's:{Environment.NewLine}{Environment.StackTrace}";
        }

        return isOurs;
    }
}
