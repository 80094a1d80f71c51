using System.Diagnostics;

namespace Sonetel.Http.Tests.Simulation.Scale;

/// <summary>Processes that share accounts while nothing fails: the real managers, on one thread and one clock.</summary>
internal sealed class ScaleFleet : IDisposable
{
    private readonly Dictionary<string, ScaleRow> _rows = new(StringComparer.Ordinal);
    private readonly ScaleTokenServer _server;
    private readonly ScaleServices _services;
    private readonly CancellationTokenSource _callers = new();
    private readonly ScaleCaller[] _all;
    private readonly ScaleStore[] _stores;
    private readonly long _bytesBefore = GC.GetTotalMemory(forceFullCollection: true);

    public ScaleFleet(ScaleSettings settings)
    {
        Settings = settings;
        Simulator = new Simulator((ulong)settings.Seed, isTracing: false);
        Load = new ScaleLoad(Simulator);
        _server = new ScaleTokenServer(this);
        _services = new ScaleServices(this, _server);
        AccountSettings[] accounts = [.. Enumerable.Range(0, settings.Accounts).Select(NewAccount)];
        _stores = [.. Enumerable.Range(0, settings.Processes).Select(_ => new ScaleStore(this))];
        _all = [.. _stores.SelectMany(store => NewProcess(store, accounts))];
    }

    public ScaleSettings Settings { get; }

    public Simulator Simulator { get; }

    public ScaleLoad Load { get; }

    // A wait that can be cancelled is a task of its own, whose continuation stays on this thread.
    public Ct Callers => _callers.Token;

    public long Calls { get; set; }

    public long Waits { get; set; }

    public long Failures { get; set; }

    public ScaleRow Row(string key) => _rows[key];

    public ScaleResult Run()
    {
        var clock = Stopwatch.StartNew();
        Simulator.RunUntil(Settings.Duration);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - _bytesBefore;

        // What the last calls set off comes to its end.
        Simulator.RunUntil(Settings.Duration + 60);
        GC.KeepAlive(_all);
        return new ScaleResult(Settings, [.. _rows.Values])
        {
            Calls = Calls,
            Waits = Waits,
            Failures = Failures,
            Reused = _server.Reused,
            Superfluous = _server.Superfluous,
            MostInSecond = Load.MostInSecond,
            MostAtOnce = Load.MostCalls,
            MostInProcess = _stores.Max(static store => store.MostCalls),
            BytesPerManager = bytes / (double)_all.Length,
            Events = Simulator.EventCount,
            Took = clock.Elapsed,
            Stray = Simulator.Stray,
        };
    }

    public void Dispose()
    {
        _services.Dispose();
        _server.Dispose();
        _callers.Dispose();
    }

    private AccountSettings NewAccount(int number)
    {
        var row = new ScaleRow { RefreshToken = $"{number}-0" };
        var account = _services.Add($"a{number}", row.RefreshToken);
        _rows.Add(account.Key, row);
        _server.Add(row);
        return account;
    }

    private IEnumerable<ScaleCaller> NewProcess(ScaleStore store, AccountSettings[] accounts)
    {
        var services = _services.For(store);
        return accounts.Select(account => new ScaleCaller(this, new TokenManager(account, services)));
    }
}
