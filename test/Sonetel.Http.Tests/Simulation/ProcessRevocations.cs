using System.Net;

namespace Sonetel.Http.Tests.Simulation;

/// <summary>The network between one process and the revocation endpoint.</summary>
internal sealed class ProcessRevocations(Fleet fleet, SimulatedProcess process)
{
    public const string Path = "/revoke";

    private readonly Simulator _simulator = fleet.Simulator;

    public Task<HttpResponseMessage> SendAsync(string token, Ct ct)
    {
        var completion = new TaskCompletionSource<HttpResponseMessage>();
        ct.UnsafeRegister(_ => completion.TrySetCanceled(ct), null);
        var fault = NetworkFault.None;

        if (fleet.IsFaulty && _simulator.Random.Chance(fleet.Configuration.NetworkFaults))
        {
            fault = _simulator.Random.Of(NetworkFault.LostBefore, NetworkFault.LostAfter, NetworkFault.Unavailable);
        }

        _simulator.Log(process.Member.Name, $"revokes {token} {fault}");
        fleet.Faults.Hook(process);
        _simulator.After(Latency(), () => Arrive(token, fault, completion));
        return completion.Task;
    }

    private void Arrive(string token, NetworkFault fault, TaskCompletionSource<HttpResponseMessage> completion)
    {
        if (fault is not (NetworkFault.LostBefore or NetworkFault.Unavailable))
        {
            fleet.Server.Revoke(token);
        }

        _simulator.After(Latency(), process, () => Answer(fault, completion));
    }

    private static void Answer(NetworkFault fault, TaskCompletionSource<HttpResponseMessage> completion)
    {
        if (fault is NetworkFault.LostBefore or NetworkFault.LostAfter)
        {
            completion.TrySetException(new HttpRequestException(HttpRequestError.ResponseEnded));
        }
        else
        {
            var status = fault is NetworkFault.Unavailable ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK;
            completion.TrySetResult(new HttpResponseMessage(status));
        }
    }

    private double Latency() => .02 + _simulator.Random.Exponential(.05);
}
