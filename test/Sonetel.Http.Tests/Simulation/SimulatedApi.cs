using System.Net;

namespace Sonetel.Http.Tests.Simulation;

/// <summary>The API that the tokens are for: answers at once, and refuses a token that is out or revoked.</summary>
internal sealed class SimulatedApi(Fleet fleet)
{
    public static readonly Uri Address = new("https://api.example.com/account");

    public bool Accepts(SimulatedProcess process, string? token, SimulatedCall call)
    {
        fleet.Simulator.CheckThread();

        if (!fleet.Server.AccessTokens.TryGetValue(token ?? string.Empty, out var known) || !known.IsGood(fleet.Simulator.Now))
        {
            fleet.Simulator.Log(process.Member.Name, $"API refuses {token}");
            process.Knowledge.IsRefused = true;
            call.Served = null;
            return false;
        }

        fleet.Observers.TokenUsed(process, known, call);
        return true;
    }

    public HttpResponseMessage Answer(SimulatedProcess process, HttpRequestMessage request)
    {
        request.Options.TryGetValue(SimulatedCall.Key, out var call);
        var status = Accepts(process, request.Headers.Authorization?.Parameter, call!) ? HttpStatusCode.OK : HttpStatusCode.Unauthorized;
        return new HttpResponseMessage(status) { RequestMessage = request };
    }
}
