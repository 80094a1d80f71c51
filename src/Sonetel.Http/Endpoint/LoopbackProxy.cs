using System.Net;

namespace Sonetel.Http;

/// <summary>
/// Uses the machine's proxy, except for a loopback endpoint: a proxy would carry its credentials off the machine.
/// </summary>
internal sealed class LoopbackProxy : IWebProxy
{
    public ICredentials? Credentials
    {
        get => HttpClient.DefaultProxy.Credentials;
        set => throw new NotSupportedException("The machine's proxy cannot be changed here.");
    }

    public Uri? GetProxy(Uri destination) =>
        destination.IsLoopback ? null : HttpClient.DefaultProxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.IsLoopback || HttpClient.DefaultProxy.IsBypassed(host);
}
