namespace Sonetel.Http.Tests.Simulation;

/// <summary>Watches that what was revoked is neither used, nor sent, nor written again.</summary>
internal sealed class RevocationObserver(Fleet fleet)
{
    // A claim that was moved on a moment ago lets its holder send, though the row was overwritten since.
    private const double Confirmed = 2;

    private readonly Simulator _simulator = fleet.Simulator;
    private readonly List<Revocation> _revocations = [];
    private readonly HashSet<string> _accessTokens = [];
    private readonly Dictionary<string, double> _refreshTokens = [];

    public void Began(Revocation revocation)
    {
        _revocations.Add(revocation);

        // Whether the server hears of it or not, the account is not to go on with these.
        if (revocation.IsOfAll && !fleet.Configuration.CanSignIn)
        {
            fleet.Server.Configured.Family.IsForgotten = true;
        }
    }

    /// <summary>Whether a process may overwrite this access token with nothing, because it was told to.</summary>
    public bool MayForget(SimulatedProcess process, TokenSet tokens, IssuedAccessToken before) =>
        tokens.Renewer is null
        && _revocations.Exists(one => one.Process == process && before.IssuedAt <= (one.Ended ?? double.MaxValue));

    public void Written(SimulatedProcess process, TokenSet? row, TokenSet tokens)
    {
        var isBack = (tokens.AccessToken is { } access && _accessTokens.Contains(access.Value))
            || (tokens.RefreshToken is { } refresh && _refreshTokens.ContainsKey(refresh));

        if (isBack)
        {
            fleet.Observers.Violation(Invariants.RevokedIsBack, $"{Shown.Of(tokens)} by {process.Member.Name}");
        }

        if (tokens is { AccessToken: null, Renewer: null } && row?.AccessToken is { } forgotten)
        {
            _accessTokens.Add(forgotten.Value);

            if (tokens.RefreshToken is null && row.RefreshToken is { } refreshToken)
            {
                _refreshTokens[refreshToken] = _simulator.Now;
            }
        }
    }

    public void Sent(TokenExchange exchange)
    {
        if (exchange.RefreshToken is { } token
            && _refreshTokens.TryGetValue(token.Value, out var at)
            && _simulator.Now > at + Confirmed)
        {
            fleet.Observers.Violation(Invariants.RevokedIsBack, $"{token} is sent by {exchange.Process.Member.Name}");
        }
    }

    public void Used(SimulatedProcess process, IssuedAccessToken token, double callBegan)
    {
        var isRevoked = _revocations
            .Where(one => one.Process == process && one.HasForgotten)
            .Any(one => one.Ended < callBegan && one.Used.Contains(token.Value));

        if (isRevoked)
        {
            fleet.Observers.Violation(Invariants.RevokedIsBack, $"{token.Value} is used by {process.Member.Name}");
        }
    }

    public void Ended()
    {
        foreach (var revocation in fleet.Commands.Open.Where(static one => one.Process.IsAlive))
        {
            fleet.Observers.Violation(Invariants.NeverRevoked, $"{revocation.Process.Member.Name} since {revocation.Began:F1}");
        }
    }
}
