namespace Sonetel.Http.Tests.Simulation;

/// <summary>One start of a process: the real library, over a simulated store, token server, API and clock.</summary>
internal sealed class SimulatedProcess
{
    private readonly Fleet _fleet;
    private readonly ProcessServices _services;
    private readonly List<SimulatedEvent> _backlog = [];

    private readonly SettingsHistory _settings;
    private double _removedAt = double.NegativeInfinity;

    public SimulatedProcess(Fleet fleet, Member member)
    {
        _fleet = fleet;
        Member = member;
        Registered = member.Settings;
        _settings = new SettingsHistory(member.Settings);
        _services = ProcessServices.Create(fleet, this);
    }

    public Member Member { get; }

    /// <summary>The version of the registered options.</summary>
    public int Registered { get; private set; }

    // The account is made anew after its removal.
    public ISonetelAuth Account => _services.Accounts.Get(string.Empty);

    // A wait that can be cancelled is a task of its own, whose continuation stays on this thread.
    public Ct Callers { get; } = new CancellationTokenSource().Token;

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

    /// <summary>Whether a token of these options may be used in a call that began then.</summary>
    public bool HadSettings(int settings, double since) => _settings.Had(settings, since);

    public void Set(int settings)
    {
        _settings.Change(_fleet.Simulator.Now, settings);
        _services.Accounts.Set(string.Empty, options => ProcessServices.Configure(options, _fleet.Configuration, settings));
    }

    public void Reload(int registered)
    {
        Registered = registered;
        _settings.Change(_fleet.Simulator.Now, registered);
        _services.Accounts.Reload(string.Empty);
    }

    public void Remove()
    {
        _settings.Change(_fleet.Simulator.Now, Registered);
        _removedAt = _fleet.Simulator.Now;
        Knowledge.Forget();
        _services.Accounts.Remove(string.Empty);
    }

    /// <summary>Whether the account that received it was removed, and could not reach the store for as long as it may write.</summary>
    public bool HasDropped(IssuedRefreshToken token)
    {
        var reachableAt = Math.Max(_fleet.Store.DownUntil, Member.CutOffUntil);
        return token.ReceivedAt <= _removedAt && _fleet.Simulator.Now > _removedAt + 30 && reachableAt > _removedAt + 25;
    }

    /// <summary>Whether a request to the API went through.</summary>
    public async Task CallAsync(bool tokenOnly)
    {
        using var call = new SimulatedCall(_fleet.Simulator.Now);
        var isServed = false;
        _fleet.Observers.CallBegan(this, call);
        PlanToLeave(call);

        try
        {
            isServed = tokenOnly ? await GetTokenAsync(call).ConfigureAwait(false) : await SendAsync(call).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SonetelAuthException or ObjectDisposedException)
        {
            _fleet.Simulator.Log(Member.Name, $"call failed: {e.Message}");
        }
        catch (OperationCanceledException) when (call.IsCancelled)
        {
            _fleet.Observers.Count("calls whose caller left");
        }

        _fleet.Simulator.CheckThread();

        if (!IsStopping && !call.IsCancelled)
        {
            _fleet.Observers.CallEnded(this, isServed, call);
        }
    }

    private void PlanToLeave(SimulatedCall call)
    {
        if (_fleet.Simulator.Random.Chance(_fleet.MayLeave ? _fleet.Configuration.Cancels : 0))
        {
            var delay = _fleet.Simulator.Random.Of(.001, .02, .1, .5, 5) * _fleet.Simulator.Random.Next();
            _fleet.Simulator.After(delay, this, () => call.Cancel(_fleet, this));
        }
    }

    private async Task<bool> GetTokenAsync(SimulatedCall call)
    {
        var token = await Account.GetAccessTokenAsync(call.Ct).ConfigureAwait(false);
        return _fleet.Api.Accepts(this, token.Value, call);
    }

    private async Task<bool> SendAsync(SimulatedCall call)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, SimulatedApi.Address);
        request.Options.Set(SimulatedCall.Key, call);
        using var response = await _services.Api.SendAsync(request, call.Ct).ConfigureAwait(false);
        return response.IsSuccessStatusCode;
    }
}
