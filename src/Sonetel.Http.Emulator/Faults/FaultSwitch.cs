namespace Sonetel.Http.Emulator;

/// <summary>Decides which requests to an endpoint receive a fault: the next ones, all, or some at random.</summary>
public sealed class FaultSwitch
{
    private readonly object _gate = new();
    private readonly Queue<Fault> _next = new();
    private Fault? _always;
    private double _probability = 1;
    private Random _random = new(0);

    /// <summary>Makes the next requests receive the fault.</summary>
    public void Next(Fault fault, int times = 1)
    {
        lock (_gate)
        {
            for (var i = 0; i < times; i++)
            {
                _next.Enqueue(fault);
            }
        }
    }

    /// <summary>Makes all requests receive the fault, until <see cref="Clear"/>.</summary>
    public void Always(Fault fault) => Randomly(fault, probability: 1, seed: 0);

    /// <summary>Makes requests receive the fault at random, by a seeded generator.</summary>
    public void Randomly(Fault fault, double probability, int seed)
    {
        lock (_gate)
        {
            (_always, _probability, _random) = (fault, probability, new Random(seed));
        }
    }

    /// <summary>Removes all faults.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _next.Clear();
            _always = null;
        }
    }

    internal Fault? Take()
    {
        lock (_gate)
        {
            if (_next.TryDequeue(out var next))
            {
                return next;
            }

            return _always is not null && _random.NextDouble() < _probability ? _always : null;
        }
    }
}
