using System.Net;

namespace Sonetel.Http;

/// <summary>The machine's proxy, but none for a loopback endpoint: an <c>http_proxy</c> would carry its credentials off
/// the machine.</summary>
internal sealed class LoopbackProxy : IWebProxy
{
    public ICredentials? Credentials
    {
        get => HttpClient.DefaultProxy.Credentials;
        set => throw new NotSupportedException("The machine's proxy is not changed here.");
    }

    public Uri? GetProxy(Uri destination) =>
        destination.IsLoopback ? null : HttpClient.DefaultProxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.IsLoopback || HttpClient.DefaultProxy.IsBypassed(host);
}
