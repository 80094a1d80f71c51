namespace Sonetel.Http.Tests.Simulation;

/// <summary>One start of a process: the real library, over a simulated store, token server, API and clock.</summary>
internal sealed class SimulatedProcess
{
    private readonly Fleet _fleet;
    private readonly ProcessServices _services;
    private readonly List<SimulatedEvent> _backlog = [];

    // Of several that await one task, .NET continues all but one on the thread pool. A wait that can be cancelled is a task of its own.
    private readonly Ct _callers = new CancellationTokenSource().Token;

    public SimulatedProcess(Fleet fleet, Member member)
    {
        _fleet = fleet;
        Member = member;
        Settings = member.Settings;
        _services = ProcessServices.Create(fleet, this);
    }

    public Member Member { get; }

    public int Settings { get; }

    public ProcessKnowledge Knowledge { get; } = new();

    public bool IsAlive { get; private set; } = true;

    public bool IsFrozen { get; private set; }

    public bool WasFrozen { get; private set; }

    public bool IsStopping { get; set; }

    /// <summary>Runs what is due, or keeps it for the thaw.</summary>
    public void Meet(SimulatedEvent next)
    {
        if (IsFrozen)
        {
            _backlog.Add(next);
        }
        else if (IsAlive)
        {
            next.Run();
        }
    }

    public void Freeze() => IsFrozen = WasFrozen = true;

    /// <summary>Everything that piled up comes at once, in any order.</summary>
    public void Thaw()
    {
        IsFrozen = false;
        _fleet.Simulator.Random.Shuffle(_backlog);
        _backlog.ForEach(next => _fleet.Simulator.After(0, this, next.Run));
        _backlog.Clear();
    }

    /// <summary>Nothing of it runs any more; what it sent is on its way all the same.</summary>
    public void Kill()
    {
        IsAlive = IsFrozen = false;
        _backlog.Clear();
    }

    public ValueTask DisposeAsync() => _services.Provider.DisposeAsync();

    /// <summary>Whether a request to the API went through.</summary>
    public async Task CallAsync(bool tokenOnly)
    {
        var began = _fleet.Simulator.Now;
        bool isServed;
        _fleet.Observers.CallBegan(this);

        try
        {
            isServed = tokenOnly ? await GetTokenAsync().ConfigureAwait(false) : await SendAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is SonetelAuthException or ObjectDisposedException)
        {
            _fleet.Simulator.Log(Member.Name, $"call failed: {e.Message}");
            isServed = false;
        }

        _fleet.Simulator.CheckThread();

        if (!IsStopping)
        {
            _fleet.Observers.CallEnded(this, isServed, began);
        }
    }

    private async Task<bool> GetTokenAsync()
    {
        var token = await _services.Account.GetAccessTokenAsync(_callers).ConfigureAwait(false);
        return _fleet.Api.Accepts(this, token.Value);
    }

    private async Task<bool> SendAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, SimulatedApi.Address);
        using var response = await _services.Api.SendAsync(request, _callers).ConfigureAwait(false);
        return response.IsSuccessStatusCode;
    }
}
