using Grpc.Core;

namespace Sonetel.Http.IntegrationTests.Grpc;

/// <summary>Says each message back.</summary>
public sealed class EchoService : EchoBase
{
    public override Task<string> Say(string request, ServerCallContext context) => Task.FromResult(request);

    public override async Task Talk(IAsyncStreamReader<string> requests, IServerStreamWriter<string> responses, ServerCallContext context)
    {
        while (await requests.MoveNext(context.CancellationToken))
        {
            await responses.WriteAsync(requests.Current, context.CancellationToken);
        }
    }
}
