namespace Sonetel.Http.Tests.Simulation;

/// <summary>Watches the store, the server and the callers, and tells what must not happen.</summary>
internal sealed class Observers(Fleet fleet)
{
    // A renewal begins in the second half of a token's life, and the request for the token itself took a part of that.
    private const double Closest = .3;

    // Three reads, or a sign-in without the store.
    private const double LongestWithoutRow = 6;

    // A little less than TokenRequestTimeout.
    private const double ShortestRequest = 29.9;

    private readonly Simulator _simulator = fleet.Simulator;
    private readonly ChainObserver _chain = new(fleet);
    private readonly RevocationObserver _revocations = new(fleet);
    private readonly ThrottleObserver _throttles = new(fleet);
    private readonly Dictionary<string, SimulatedProcess> _renewers = [];
    private readonly Dictionary<SimulatedProcess, double> _movedAt = [];
    private double? _countedFrom;
    private bool _canBeSaved;
    private int _countedCalls;
    private bool _storeForgot;

    public List<Violation> Violations { get; } = [];

    public SortedDictionary<string, double> Measures { get; } = new(StringComparer.Ordinal);

    public void Violation(string invariant, string detail)
    {
        _simulator.Log("****", $"{invariant}: {detail}");
        Violations.Add(new Violation(invariant, detail, _simulator.Now));
    }

    /// <summary>From here on a chain may be lost, and a token be sent twice: no protocol saves what the store has forgotten.</summary>
    public void StoreForgot() => _storeForgot = true;

    public void Revoking(Revocation revocation) => _revocations.Began(revocation);

    /// <summary>A process tries to reach the endpoint.</summary>
    public void RequestBegan(TokenExchange exchange)
    {
        _throttles.Sending(exchange);

        // An account that was removed ends what it has begun, beside the one that was made anew.
        var isOn = fleet.Outstanding.Any(
            other => other.Process == exchange.Process && _simulator.Now < other.SentAt + ShortestRequest);

        if (isOn && !fleet.Configuration.Commands.Contains(CommandKind.Remove))
        {
            Violation(Invariants.Overlapping, exchange.Process.Member.Name);
        }
    }

    public void Answered(TokenExchange exchange, ServerAnswer answer)
    {
        if (!exchange.IsOver)
        {
            _throttles.Received(exchange, answer);
        }
    }

    /// <summary>A process waits no longer: because its time is over, it shuts down, or the account has changed.</summary>
    public void GivenUp(TokenExchange exchange)
    {
        var isExcused = exchange.Process.IsStopping || fleet.Configuration.Commands.Length > 0;

        if (!isExcused && _simulator.Now < exchange.SentAt + ShortestRequest)
        {
            Violation(Invariants.GivenUp, exchange.Process.Member.Name);
        }
    }

    public void RequestSent(TokenExchange exchange)
    {
        _revocations.Sent(exchange);
        Count("token requests");
        exchange.IsAlone = !fleet.Store.Rows.Values.Any(row => IsClaimOf(exchange.Process, row));

        if (exchange.RefreshToken is not { } token)
        {
            return;
        }

        // Moved on at most 1.5 s ago, the claim cannot be another's yet; only a result that comes late goes over it.
        if (exchange.IsAlone && _simulator.Now - _movedAt.GetValueOrDefault(exchange.Process, double.MinValue) > 1.5)
        {
            ViolationUnlessForgot(Invariants.WithoutClaim, $"{token} by {exchange.Process.Member.Name}");
        }

        if (_chain.FirstSender(exchange, token) is { } first)
        {
            if (fleet.Store.Abandoned.Contains(token.Value))
            {
                Count("refresh token sent again after 20 s");
            }
            else
            {
                var names = $"by {exchange.Process.Member.Name} after {first.Process.Member.Name}";
                ViolationUnlessForgot(Invariants.SentTwice, $"{token}, {names}");
            }
        }

        token.Sends.Add(exchange);
    }

    public void Written(SimulatedProcess process, TokenSet? row, TokenSet tokens)
    {
        if (tokens.Renewer is { } renewer)
        {
            // What the store forgot may be put back with the claim of another process.
            _renewers.TryAdd(renewer, process);
            _movedAt[_renewers[renewer]] = _simulator.Now;
        }
        else if (fleet.Configuration.StoreForgets && fleet.Events.Copies.Count < 50)
        {
            fleet.Events.Copies.Add(tokens);
        }

        _revocations.Written(process, row, tokens);

        if (row?.AccessToken is not { } before)
        {
            return;
        }

        if (tokens.AccessToken is not { } after)
        {
            if (!_revocations.MayForget(process, tokens, fleet.Server.AccessTokens[before.Value]))
            {
                ViolationUnlessForgot(Invariants.NothingOverResult, Shown.Of(row));
            }
        }
        else if (fleet.Server.AccessTokens[after.Value].Number < fleet.Server.AccessTokens[before.Value].Number)
        {
            ViolationUnlessForgot(Invariants.OlderOverNewer, $"{Shown.Of(row)} by {Shown.Of(tokens)} of {process.Member.Name}");
        }
    }

    /// <summary>The server sees a refresh token that it has exchanged, and revokes its family.</summary>
    public void Reused(IssuedRefreshToken token)
    {
        Count("reuses at the server");

        if (fleet.Configuration.CanSignIn || fleet.Mode is ServerMode.Strict || token.Family.IsRevoked || token.Family.IsForgotten)
        {
            return;
        }

        if (_chain.KnownTo(token.Family) is not { } who)
        {
            Count("chain lost: response lost or holder killed");
        }
        else if (fleet.Store.Abandoned.Contains(token.Value))
        {
            Count("chain lost after 20 s, holder alive");
        }
        else
        {
            ViolationUnlessForgot(Invariants.Loss, $"{token}, while the current one is known to {who}");
        }
    }

    public void TokenUsed(SimulatedProcess process, IssuedAccessToken token, SimulatedCall call)
    {
        _revocations.Used(process, token, call.Began);
        process.Knowledge.Uses(token.Value);

        if (!process.HadSettings(token.Settings, call.Began))
        {
            Violation(Invariants.OtherSettings, $"{process.Member.Name} with {token.Value}");
        }
    }

    /// <summary>Those who call from here on have to be served.</summary>
    public void CountFromNowOn()
    {
        _countedFrom = _simulator.Now;
        _canBeSaved = fleet.Configuration.CanSignIn || _chain.CanBeSaved;
        Count(Invariants.NothingSaves, _canBeSaved ? 0 : 1);
    }

    public void CallBegan(SimulatedProcess process, SimulatedCall call)
    {
        _countedCalls += MustServe(process, _simulator.Now) ? 1 : 0;
        call.Served = GoodForLong(process);
    }

    public void CallEnded(SimulatedProcess process, bool isServed, SimulatedCall call)
    {
        var began = call.Began;
        Count("calls");
        Count("calls failed", isServed ? 0 : 1);

        if (MustServe(process, began))
        {
            _countedCalls--;

            if (!isServed)
            {
                ViolationUnlessForgot(Invariants.NotServing, process.Member.Name);
            }
        }

        if (began >= _countedFrom && !process.Member.CanDecrypt && _simulator.Now > began + LongestWithoutRow)
        {
            Violation(Invariants.NotToldAtOnce, $"{process.Member.Name} for {_simulator.Now - began:F1} s");
        }

        if (call.Served is { } token && token.IsGood(_simulator.Now) && !process.WasFrozen)
        {
            Count("calls with a token that was good for long");

            if (!isServed || _simulator.Now > began)
            {
                Violation(Invariants.Waited, $"{process.Member.Name} with {token.Value} for {_simulator.Now - began:F3} s");
            }
        }

        if (!fleet.Configuration.HasFaults)
        {
            NothingFailed(process, isServed, began);
        }
    }

    public void Ended()
    {
        if (_countedCalls > 0)
        {
            ViolationUnlessForgot(Invariants.NotServing, $"{_countedCalls} calls never ended");
        }

        _revocations.Ended();

        if (fleet.Configuration.WrongPassword)
        {
            SignInObserver.Check(fleet);
        }

        if (!fleet.Configuration.HasFaults)
        {
            OneRequestPerLifetime();
        }

        Count("store calls", fleet.Store.CallCount);
        Count("events", _simulator.EventCount);
    }

    public void Count(string measure, double by = 1) => Measures[measure] = Measures.GetValueOrDefault(measure) + by;

    private bool IsClaimOf(SimulatedProcess process, TokenSet row) =>
        row.Renewer is { } renewer && _renewers.GetValueOrDefault(renewer) == process;

    private bool MustServe(SimulatedProcess process, double began) => began >= _countedFrom && _canBeSaved && process.Member.CanDecrypt;

    // In the last tenth of its life a token is kept back, unless renewals fail. What the process believes to be left is
    // right only where no clock is wrong.
    private IssuedAccessToken? GoodForLong(SimulatedProcess process)
    {
        if (process.IsStopping
            || fleet.Members.Any(member => member.ClockSkew != 0)
            || process.Knowledge.IsRefused
            || process.Knowledge.InUse is not { } used)
        {
            return null;
        }

        var left = process.Account.Status.ExpiresAt - new SimulatedTime(_simulator, process).GetUtcNow();
        return left > TimeSpan.FromSeconds(.11 * fleet.Lifetime) ? fleet.Server.AccessTokens[used] : null;
    }

    private void NothingFailed(SimulatedProcess process, bool isServed, double began)
    {
        if (!isServed)
        {
            Violation(Invariants.FailedWithoutFault, process.Member.Name);
        }

        var waited = _simulator.Now - began;
        var hasResult = fleet.Store.Rows.Values.Any(row => row.AccessToken is not null);

        // A process that waits for another's claim looks again after up to 1.25 s.
        if (began > 5 && waited > .05 && hasResult && fleet.Store.LastWrite + 1.3 < began)
        {
            Violation(Invariants.Waited, $"{process.Member.Name} for {waited:F3} s");
        }
    }

    private void OneRequestPerLifetime()
    {
        var issued = fleet.Server.Issued;
        Count("lifetimes", issued.Count);
        Count("lifetimes, times processes", issued.Count * fleet.Members.Count);

        foreach (var (earlier, later) in issued.Zip(issued.Skip(1)))
        {
            if (later.End - earlier.End < Closest * fleet.Lifetime)
            {
                Violation(Invariants.TooManyRequests, $"{later.Value} {later.End - earlier.End:F1} s after {earlier.Value}");
            }
        }
    }

    private void ViolationUnlessForgot(string invariant, string detail)
    {
        if (_storeForgot)
        {
            _simulator.Log("****", $"after the store forgot: {invariant}: {detail}");
            Count($"after the store forgot: {invariant}");
        }
        else
        {
            Violation(invariant, detail);
        }
    }
}
