namespace Sonetel.Http.Tests.Simulation;

/// <summary>The rows that the fleet shares, behind a network: an effect may come after the one who asked for it has given up.</summary>
internal sealed class SimulatedStore(Fleet fleet)
{
    private const double LongestStill = 20;

    private readonly Simulator _simulator = fleet.Simulator;
    private readonly Dictionary<string, double> _writtenAt = [];

    // Rows that were written with the key that every process has.
    private readonly HashSet<string> _byOldKey = [];

    public Dictionary<string, TokenSet> Rows { get; } = [];

    /// <summary>Refresh tokens that were claimed after their row had stood still for so long that their holder counts as gone.</summary>
    public HashSet<string> Abandoned { get; } = [];

    /// <summary>When a refusal of the account's credentials was written for the first time.</summary>
    public double? FirstRefusal { get; private set; }

    public double DownUntil { get; set; }

    public int CallCount { get; private set; }

    public double LastWrite => _writtenAt.Values.DefaultIfEmpty().Max();

    public void Read(StoreCall<TokenSet?> call)
    {
        CallCount++;
        _simulator.After(Latency(), () =>
        {
            if (!Reaches(call.Process, call.Fail))
            {
                return;
            }

            var row = Rows.GetValueOrDefault(call.Key);

            if (call.Process.Member.CanDecrypt || row is null || _byOldKey.Contains(call.Key))
            {
                call.Answer(.002, row is null ? null : Copy(row));
            }
            else
            {
                call.FailUnreadable(.002);
            }
        });
    }

    public void Write(StoreCall<bool> call, TokenSet tokens)
    {
        CallCount++;
        var isTwice = fleet.IsFaulty && _simulator.Random.Chance(fleet.Configuration.StoreDuplicates);
        var firstAnswers = !isTwice || _simulator.Random.Chance(.5);
        _simulator.After(Latency(), () => Apply(call, tokens, firstAnswers));

        if (isTwice)
        {
            var later = _simulator.Random.Of(0, .1, 3) * _simulator.Random.Next();
            _simulator.After(Latency() + later, () => Apply(call, tokens, !firstAnswers));
        }
    }

    /// <summary>Empties the store, or brings back an older copy of a row.</summary>
    public void Forget(string key, TokenSet? copy)
    {
        _writtenAt[key] = _simulator.Now;
        Rows.Remove(key);

        if (copy is not null)
        {
            Rows.Add(key, copy);
        }
    }

    private void Apply(StoreCall<bool> call, TokenSet tokens, bool answers)
    {
        if (!Reaches(call.Process, answers ? call.Fail : static _ => { }))
        {
            return;
        }

        var row = Rows.GetValueOrDefault(call.Key);
        var isTaken = tokens.Generation == (row?.Generation ?? 0) + 1;
        var outcome = isTaken ? "taken" : "not taken, there is";
        _simulator.Log(call.Process.Member.Name, $"store: {Shown.Of(tokens)} {outcome} {(isTaken ? string.Empty : Shown.Of(row))}");

        if (isTaken)
        {
            Put(call, row, tokens);
        }

        if (answers && fleet.IsFaulty && _simulator.Random.Chance(fleet.Configuration.StoreErrors))
        {
            _simulator.Log(call.Process.Member.Name, $"store: the answer is lost");
            FailOrBeSilent(call.Fail);
        }
        else if (answers)
        {
            call.Answer(.002, isTaken);
        }
    }

    private void Put(StoreCall<bool> call, TokenSet? row, TokenSet tokens)
    {
        fleet.Observers.Written(call.Process, row, tokens);
        Rows[call.Key] = Copy(tokens);
        _byOldKey.Remove(call.Key);

        if (!call.Process.Member.CanDecrypt)
        {
            _byOldKey.Add(call.Key);
        }

        if (tokens.Renewer is not null && tokens.Renewer != row?.Renewer)
        {
            var still = _simulator.Now - _writtenAt.GetValueOrDefault(call.Key, _simulator.Now);

            if (still >= LongestStill && tokens.RefreshToken is { } refreshToken)
            {
                Abandoned.Add(refreshToken);
            }

            // Its holder may be gone before it hears of it.
            fleet.Faults.Hook(call.Process);
        }

        FirstRefusal ??= tokens.Refusals > 0 ? _simulator.Now : null;
        _writtenAt[call.Key] = _simulator.Now;
    }

    // Down, cut off or unlucky: nothing takes effect.
    private bool Reaches(SimulatedProcess process, Action<double> fail)
    {
        if (_simulator.Now < DownUntil || _simulator.Now < process.Member.CutOffUntil)
        {
            FailOrBeSilent(fail);
            return false;
        }

        if (fleet.IsFaulty && _simulator.Random.Chance(fleet.Configuration.StoreErrors))
        {
            fail(.01);
            return false;
        }

        return true;
    }

    private void FailOrBeSilent(Action<double> fail)
    {
        if (_simulator.Random.Chance(.7))
        {
            fail(.01);
        }
    }

    private double Latency()
    {
        var isSlow = fleet.IsFaulty && _simulator.Random.Chance(fleet.Configuration.SlowStoreCalls);
        return _simulator.Random.Between(.001, .005) + (isSlow ? _simulator.Random.Next() * 8 : 0);
    }

    // As a real store: nobody gets the object that somebody else wrote.
    private static TokenSet Copy(TokenSet row) => row.AccessToken is { } token
        ? row with { AccessToken = Copy(token) }
        : row with { };

    private static AccessToken Copy(AccessToken token) =>
        new() { Value = token.Value, Scheme = token.Scheme, ExpiresAt = token.ExpiresAt, Scope = token.Scope };
}
