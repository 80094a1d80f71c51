using Grpc.Core;

namespace Sonetel.Http.IntegrationTests.Grpc;

internal sealed class EchoClient(CallInvoker invoker) : ClientBase(invoker)
{
    public AsyncUnaryCall<string> Say(string message, Ct ct) =>
        CallInvoker.AsyncUnaryCall(EchoBase.SayMethod, null, new CallOptions(cancellationToken: ct), message);

    public AsyncDuplexStreamingCall<string, string> Talk(Ct ct) =>
        CallInvoker.AsyncDuplexStreamingCall(EchoBase.TalkMethod, null, new CallOptions(cancellationToken: ct));
}
