namespace Sonetel.Http.Tests.Simulation;

/// <summary>SplitMix64: the same numbers for the same seed, on every machine and .NET version.</summary>
internal sealed class SimulationRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>At least 0, below 1.</summary>
    public double Next() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + ((high - low) * Next());

    public double Exponential(double mean) => -Math.Log(1 - Next()) * mean;

    public bool Chance(double probability) => probability > 0 && Next() < probability;

    public int Below(int count) => (int)(NextBits() % (ulong)count);

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    public void Shuffle<T>(IList<T> list)
    {
        for (var i = list.Count - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }
    }

    public long NextId() => (long)NextBits();

    private ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
