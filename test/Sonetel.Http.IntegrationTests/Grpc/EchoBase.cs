using Grpc.Core;

namespace Sonetel.Http.IntegrationTests.Grpc;

/// <summary>What protoc would have made of a service with one unary call and one that streams both ways.</summary>
[BindServiceMethod(typeof(EchoBase), nameof(Bind))]
public abstract class EchoBase
{
    internal static readonly Method<string, string> SayMethod = Method(MethodType.Unary, nameof(Say));
    internal static readonly Method<string, string> TalkMethod = Method(MethodType.DuplexStreaming, nameof(Talk));

    public abstract Task<string> Say(string request, ServerCallContext context);

    public abstract Task Talk(IAsyncStreamReader<string> requests, IServerStreamWriter<string> responses, ServerCallContext context);

    public static void Bind(ServiceBinderBase binder, EchoBase service)
    {
        binder.AddMethod(SayMethod, service is null ? null : new UnaryServerMethod<string, string>(service.Say));
        binder.AddMethod(TalkMethod, service is null ? null : new DuplexStreamingServerMethod<string, string>(service.Talk));
    }

    private static Method<string, string> Method(MethodType type, string name) =>
        new(type, "sonetel.test.Echo", name, Marshallers.StringMarshaller, Marshallers.StringMarshaller);
}
