namespace Sonetel.Http.Tests.Simulation;

/// <summary>The way of one process to the API.</summary>
internal sealed class ProcessApi(SimulatedApi api, SimulatedProcess process) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken) =>
        Task.FromResult(api.Answer(process, request));
}
