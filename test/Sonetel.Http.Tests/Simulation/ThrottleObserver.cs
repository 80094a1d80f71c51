namespace Sonetel.Http.Tests.Simulation;

/// <summary>Watches that each process leaves the endpoint alone for as long as it was asked to.</summary>
internal sealed class ThrottleObserver(Fleet fleet)
{
    // A process counts a token's life from when it asked for it, the server from when it issued it.
    private const double Inexact = 2;

    private readonly Simulator _simulator = fleet.Simulator;
    private readonly Dictionary<SimulatedProcess, Throttle> _throttles = [];

    public void Received(TokenExchange exchange, ServerAnswer answer)
    {
        if (answer.RetryAfter is not { } seconds)
        {
            _throttles.Remove(exchange.Process);
            return;
        }

        fleet.FaultsLastUntil(_simulator.Now + seconds);
        fleet.Observers.Count("throttled");
        _throttles[exchange.Process] = new Throttle(
            exchange, _simulator.Now, seconds, (int)answer.Status >= 500, exchange.Process.Knowledge.LastRead);
    }

    public void Sending(TokenExchange exchange)
    {
        if (_throttles.GetValueOrDefault(exchange.Process) is { } throttle && !MaySend(exchange, throttle))
        {
            var after = _simulator.Now - throttle.At;
            fleet.Observers.Violation(
                Invariants.TooEarly, $"{exchange.Process.Member.Name} after {after:F2} of {throttle.Seconds} s");
        }
    }

    private bool MaySend(TokenExchange exchange, Throttle throttle)
    {
        // Another process was luckier, and this one has begun a new life with its token.
        var hasOther = exchange.Process.Knowledge.LastRead != throttle.RowToken;

        // Rule 7: after the second 5xx in a row, an account that can sign in does so in the same renewal.
        var isSignIn = throttle is { IsServerError: true, Refused.RefreshToken: not null } && exchange.RefreshToken is null;
        var hasPassed = _simulator.Now >= throttle.At + throttle.Seconds - .001;
        return hasPassed || hasOther || isSignIn || IsLastMoment(exchange.Process, throttle);
    }

    // Rule 3: no pause holds past the end of a token, or past where it is left out of use.
    private bool IsLastMoment(SimulatedProcess process, Throttle throttle)
    {
        string?[] held = [throttle.RowToken, process.Knowledge.InUse];
        var ends = held.OfType<string>().Select(value => fleet.Server.AccessTokens[value].End);
        return ends.Any(end => throttle.At < end && _simulator.Now > end - (fleet.Lifetime / 10) - Inexact);
    }
}
