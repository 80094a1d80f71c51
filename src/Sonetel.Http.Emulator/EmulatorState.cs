namespace Sonetel.Http.Emulator;

/// <summary>The state of an emulator, which outlives a restart of its server.</summary>
internal sealed class EmulatorState
{
    public EmulatorState(SonetelEmulatorOptions options)
    {
        Options = options;
        TokenRequests = new Recorder(options);
        ApiRequests = new Recorder(options);
        Ledger = new TokenLedger(options.Time);
        SecretWatch = new SecretWatch(options, Ledger);
        Users = new Users(options);
        Issuer = new TokenIssuer(options, Switches, Ledger, Counters);
        TokenResponses = new TokenResponseWriter(Switches, Issuer);
        TokenLimit = new TokenLimit(this);
    }

    public SonetelEmulatorOptions Options { get; }

    public Switches Switches { get; } = new();

    public Counters Counters { get; } = new();

    public FaultSwitch TokenFaults { get; } = new();

    public FaultSwitch RevocationFaults { get; } = new();

    public FaultSwitch ApiFaults { get; } = new();

    public Gate Gate { get; } = new();

    public Recorder TokenRequests { get; }

    public Recorder ApiRequests { get; }

    public TokenLedger Ledger { get; }

    public SecretWatch SecretWatch { get; }

    public Users Users { get; }

    public TokenIssuer Issuer { get; }

    public TokenResponseWriter TokenResponses { get; }

    public TokenLimit TokenLimit { get; }

    public Task WaitAsync(TimeSpan latency, Ct ct) =>
        latency > TimeSpan.Zero ? Task.Delay(latency, Options.Time, ct) : Task.CompletedTask;
}
