using System.Globalization;
using System.Net;

namespace Sonetel.Http.Tests.Simulation;

/// <summary>The network between one process and the token endpoint.</summary>
internal sealed class ProcessTokenClient(Fleet fleet, SimulatedProcess process) : HttpMessageHandler
{
    // Not under five minutes: the library lets a request that carries the only refresh token go on for that long.
    private const double LongestRequest = 295;

    private readonly Simulator _simulator = fleet.Simulator;
    private readonly ProcessRevocations _revocations = new(fleet, process);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
    {
        _simulator.CheckThread();
        var form = Form(request);

        if (request.RequestUri!.AbsolutePath.EndsWith(ProcessRevocations.Path, StringComparison.Ordinal))
        {
            return _revocations.SendAsync(form["token"], cancellationToken);
        }

        var exchange = Read(form);
        var fault = fleet.Faults.OnNetwork(exchange);
        _simulator.Log(process.Member.Name, $"sends {(object?)exchange.RefreshToken ?? "sign-in"} {fault}");
        fleet.Observers.RequestBegan(exchange);
        fleet.Outstanding.Add(exchange);
        cancellationToken.UnsafeRegister(_ => Cancel(exchange, cancellationToken), null);
        fleet.Faults.Hook(process);

        if (fault is NetworkFault.NoConnection)
        {
            exchange.Fate = Fate.NotUsed;
            Fail(.02, exchange, HttpRequestError.ConnectionError);
            return exchange.Response;
        }

        fleet.Observers.RequestSent(exchange);
        var latency = Latency();

        if (fault is NetworkFault.LostBefore)
        {
            exchange.Fate = Fate.Lost;
            Break(latency, exchange);
        }
        else
        {
            _simulator.After(latency, () => Arrive(exchange, fault));
        }

        return exchange.Response;
    }

    private void Arrive(TokenExchange exchange, NetworkFault fault)
    {
        var latency = Latency();

        if (fault is NetworkFault.Unavailable)
        {
            exchange.Fate = Fate.NotUsed;
            Answer(latency, exchange, new ServerAnswer(HttpStatusCode.ServiceUnavailable));
            return;
        }

        if (fault is NetworkFault.Throttled)
        {
            exchange.Fate = Fate.NotUsed;
            var status = _simulator.Random.Of(HttpStatusCode.TooManyRequests, HttpStatusCode.ServiceUnavailable);
            Answer(latency, exchange, new ServerAnswer(status) { RetryAfter = _simulator.Random.Of(1, 4, 15, 40, 90) });
            return;
        }

        if (fault is NetworkFault.BadGateway)
        {
            if (_simulator.Random.Chance(.5))
            {
                Process(exchange);
            }

            exchange.Fate = Fate.Lost;
            Answer(latency, exchange, new ServerAnswer(HttpStatusCode.BadGateway));
            return;
        }

        var answer = Process(exchange);

        if (fault is NetworkFault.LostAfter)
        {
            exchange.Fate = Fate.Lost;
            Break(latency, exchange);
        }
        else if (fault is NetworkFault.Slow)
        {
            var delay = _simulator.Random.Between(2, fleet.Configuration.LongestAnswer);
            fleet.FaultsLastUntil(_simulator.Now + delay);
            Answer(delay, exchange, answer);
        }
        else if (fault is NetworkFault.Duplicated)
        {
            _simulator.After(latency * 2, () => Answer(latency, exchange, Process(exchange)));
            Answer(_simulator.Random.Of(latency, latency * 4), exchange, answer);
        }
        else
        {
            Answer(latency, exchange, answer);
        }
    }

    private ServerAnswer Process(TokenExchange exchange)
    {
        var answer = fleet.Server.Process(exchange);
        _simulator.Log("server", $"{(object?)exchange.RefreshToken ?? "sign-in"} of {process.Member.Name}: {answer}");
        return answer;
    }

    private void Answer(double seconds, TokenExchange exchange, ServerAnswer answer) => _simulator.After(seconds, process, () =>
    {
        // An answer that the process gave up on too early counts as received and thrown away.
        if (!exchange.IsOver || _simulator.Now - exchange.SentAt < LongestRequest)
        {
            answer.RefreshToken?.Received(process, _simulator.Now);
        }

        _simulator.Log(process.Member.Name, $"{(exchange.IsOver ? "response comes too late:" : "response:")} {answer}");
        fleet.Outstanding.Remove(exchange);
        fleet.Observers.Answered(exchange, answer);
        fleet.Faults.Hook(process);
        exchange.Complete(answer.ToResponse(fleet.Lifetime));
    });

    // A peer that is gone may say so, or nothing ever again.
    private void Break(double seconds, TokenExchange exchange)
    {
        if (!_simulator.Random.Chance(fleet.Configuration.Silence))
        {
            Fail(seconds + _simulator.Random.Next(), exchange, HttpRequestError.ResponseEnded);
        }
    }

    private void Fail(double seconds, TokenExchange exchange, HttpRequestError error) => _simulator.After(seconds, process, () =>
    {
        _simulator.Log(process.Member.Name, $"no response: {error}");
        fleet.Outstanding.Remove(exchange);
        fleet.Faults.Hook(process);
        exchange.Fail(new HttpRequestException(error));
    });

    private void Cancel(TokenExchange exchange, Ct ct)
    {
        if (exchange.Cancel(ct))
        {
            _simulator.CheckThread();
            _simulator.Log(process.Member.Name, $"gives up {(object?)exchange.RefreshToken ?? "sign-in"}");
            fleet.Outstanding.Remove(exchange);
            fleet.Observers.GivenUp(exchange);
        }
    }

    private static Dictionary<string, string> Form(HttpRequestMessage request)
    {
        var form = new Dictionary<string, string>();

        foreach (var pair in request.Content!.ReadAsStringAsync(Ct.None).GetAwaiter().GetResult().Split('&'))
        {
            var parts = pair.Split('=');
            form[parts[0]] = Uri.UnescapeDataString(parts[1]);
        }

        return form;
    }

    private TokenExchange Read(Dictionary<string, string> form)
    {
        var token = form["grant_type"] == "refresh_token" ? fleet.Server.RefreshTokens[form["refresh_token"]] : null;
        return new TokenExchange(process, token, SettingsOf(form, token), _simulator.Now);
    }

    // An account that can sign in shows the version of its options in its password, and afterwards in nothing.
    private static int SettingsOf(Dictionary<string, string> form, IssuedRefreshToken? token)
    {
        var secret = form.GetValueOrDefault("client_secret") ?? form.GetValueOrDefault("password");
        return secret is null ? token!.Family.Settings : int.Parse(secret[^1..], CultureInfo.InvariantCulture);
    }

    private double Latency() => .02 + _simulator.Random.Exponential(.05);
}
