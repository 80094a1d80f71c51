namespace Sonetel.Http.Tests.Simulation;

/// <summary>One seed: the fleet, its world, and what was seen of them.</summary>
internal sealed class Fleet
{
    // The longest back-off is 8 s; five minutes is the longest that a request goes on.
    private const double Recovery = 30;
    private const double LongestRequest = 310;

    private double _faultyUntil;
    private double _lastFault;

    public Fleet(Configuration configuration, long seed, bool isTracing)
    {
        Configuration = configuration;
        Simulator = new Simulator(SeedOf(configuration.Name, seed), isTracing);
        var random = Simulator.Random;
        Mode = random.Of<ServerMode>(configuration.Modes);
        Lifetime = configuration.Lifetime ?? random.Of(3.0, 3.0, 60.0, 60.0, 300.0, 3600.0);
        Duration = configuration.WrongPassword ? 5400 : DurationFor(Lifetime);
        _faultyUntil = configuration.HasFaults ? Duration : 0;
        Store = new SimulatedStore(this);
        Server = new SimulatedTokenServer(this);
        Api = new SimulatedApi(this);
        Observers = new Observers(this);
        Faults = new Faults(this);
        Lives = new Lives(this);
        Events = new WorldEvents(this);
        Commands = new Commands(this);
        Callers = new Callers(this) { Interval = configuration.WrongPassword ? 45 : IntervalFor(Lifetime) };
        var count = Lifetime > 3 ? random.Of(1, 2, 2, 3, 3, 4, 5, 8, 12) : random.Of(1, 2, 2, 3, 3, 4, 6);
        Members = [.. Enumerable.Range(0, count).Select(i => NewMember($"p{i}"))];
    }

    public Configuration Configuration { get; }

    public Simulator Simulator { get; }

    public ServerMode Mode { get; }

    /// <summary>Of an access token, in seconds.</summary>
    public double Lifetime { get; }

    /// <summary>For how long things go wrong, in seconds.</summary>
    public double Duration { get; }

    public SimulatedStore Store { get; }

    public SimulatedTokenServer Server { get; }

    public SimulatedApi Api { get; }

    public Observers Observers { get; }

    public Faults Faults { get; }

    public Lives Lives { get; }

    public WorldEvents Events { get; }

    public Commands Commands { get; }

    public Callers Callers { get; }

    public IReadOnlyList<Member> Members { get; }

    /// <summary>Token requests that their processes still wait for.</summary>
    public HashSet<TokenExchange> Outstanding { get; } = [];

    public IEnumerable<SimulatedProcess> Processes => Members.Select(member => member.Process!).Where(process => process.IsAlive);

    /// <summary>Whether callers may leave: not those who count in the end.</summary>
    public bool MayLeave => IsFaulty || !Configuration.HasFaults;

    public bool IsFaulty => Simulator.Now < _faultyUntil;

    // What was asked for while things went wrong, and has no end yet.
    private bool IsBusy =>
        Outstanding.Any(static exchange => exchange.Process.IsAlive) || Commands.Open.Any(static one => one.Process.IsAlive);

    public void FaultsLastUntil(double end) => _lastFault = Math.Max(_lastFault, end);

    public void Run()
    {
        if (Configuration.OneCannotDecrypt)
        {
            Members[Simulator.Random.Below(Members.Count)].CanDecrypt = false;
        }

        foreach (var member in Members)
        {
            Lives.Start(member, Simulator.Random.Next() * Callers.Interval * .2);
        }

        Events.Plan(Duration);
        Simulator.RunUntil(Duration);

        if (Configuration.HasFaults)
        {
            EndFaults();

            if (!Configuration.WrongPassword)
            {
                Recover();
            }
        }

        Observers.Ended();
    }

    // What the last events set off, such as a shutdown, a slow response or a silent connection, may last on.
    private void EndFaults()
    {
        _faultyUntil = 0;

        foreach (var member in Members)
        {
            member.Lateness = Math.Min(member.Lateness, .05);
        }

        var latest = Math.Max(Duration, _lastFault) + LongestRequest;
        Simulator.RunUntil(Math.Max(Duration, _lastFault));

        while (_lastFault > Simulator.Now || (Simulator.Now < latest && IsBusy))
        {
            Simulator.RunUntil(Math.Max(Simulator.Now + 1, _lastFault));
        }
    }

    private void Recover()
    {
        // Somebody has to call for a renewal to begin.
        if (Callers.Interval > 4)
        {
            Callers.Interval = 4;
            BeginCalls(.5);
        }

        Simulator.RunUntil(Simulator.Now + Recovery);
        Callers.AreCounted = true;
        Observers.CountFromNowOn();
        BeginCalls(.1);
        Simulator.RunUntil(Simulator.Now + 8);

        // Nobody calls any more, but those who wait are counted.
        Callers.HaveGone = true;
        Simulator.RunUntil(Simulator.Now + 31);
    }

    private void BeginCalls(double first)
    {
        foreach (var process in Processes.ToArray())
        {
            Callers.Begin(process, first);
        }
    }

    private Member NewMember(string name)
    {
        var random = Simulator.Random;
        var isSkewed = Configuration.HasFaults && random.Chance(Configuration.SkewedClocks);
        var isLate = Configuration.HasFaults && random.Chance(.15);
        return new Member(name)
        {
            ClockSkew = isSkewed ? random.Of(-1, 1) * random.Of(.5, 30.0, 300.0) : 0,
            Lateness = isLate ? random.Of(.05, 1.0) : 0,
        };
    }

    private static double DurationFor(double lifetime) => lifetime switch
    {
        <= 3 => 25,
        <= 60 => 150,
        <= 300 => 600,
        _ => 7400,
    };

    private static double IntervalFor(double lifetime) => lifetime switch
    {
        <= 3 => .5,
        <= 60 => 4,
        <= 300 => 20,
        _ => 150,
    };

    // The same number for the same name on each machine, unlike string.GetHashCode.
    private static ulong SeedOf(string configuration, long seed)
    {
        var hash = 14695981039346656037;

        foreach (var c in configuration)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return hash ^ ((ulong)seed * 0x9E3779B97F4A7C15);
    }
}
