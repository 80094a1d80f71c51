using System.Diagnostics;
using System.Globalization;
using Sonetel.Http.Benchmarks.Faults.Members;
using Sonetel.Http.Benchmarks.Running;

namespace Sonetel.Http.Benchmarks.Faults;

/// <summary>A process of the fleet, with the tokens that it used and the times in which its calls failed or waited.</summary>
internal sealed class StruckMember : IDisposable
{
    private readonly object _gate = new();
    private readonly List<(int Number, long At)> _tokens = [];
    private readonly List<(long From, long To)> _hurts = [];

    public StruckMember(FaultMemberSettings settings, string? assembly)
    {
        Settings = settings;
        Process = new ChildProcess(assembly, ["fault-member", settings.ToArgument()], Listen);
    }

    public FaultMemberSettings Settings { get; }

    public ChildProcess Process { get; }

    /// <summary>Whether it has made a call.</summary>
    public bool IsReady
    {
        get
        {
            lock (_gate)
            {
                return _tokens.Count > 0;
            }
        }
    }

    /// <summary>When it first used a token of which <paramref name="isWanted"/> is true; null if it has not.</summary>
    public long? FirstUse(Func<int, bool> isWanted)
    {
        lock (_gate)
        {
            return _tokens.Where(token => isWanted(token.Number)).Select(token => (long?)token.At).FirstOrDefault();
        }
    }

    /// <summary>How much of the time since a timestamp its calls failed or waited.</summary>
    public TimeSpan HurtSince(long timestamp)
    {
        lock (_gate)
        {
            var times = _hurts.Where(hurt => hurt.To > timestamp)
                .Select(hurt => Stopwatch.GetElapsedTime(Math.Max(hurt.From, timestamp), hurt.To));
            return times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);
        }
    }

    public void Dispose() => Process.Dispose();

    private void Listen(string line)
    {
        var words = line.Split(' ');
        var first = long.Parse(words[1], CultureInfo.InvariantCulture);
        var second = long.Parse(words[2], CultureInfo.InvariantCulture);

        lock (_gate)
        {
            if (words[0] == "token")
            {
                _tokens.Add(((int)first, second));
            }
            else
            {
                _hurts.Add((first, second));
            }
        }
    }
}
