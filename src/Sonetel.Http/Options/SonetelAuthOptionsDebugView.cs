namespace Sonetel.Http;

/// <summary>The options that a debugger shows: none of them is a secret.</summary>
internal sealed class SonetelAuthOptionsDebugView(SonetelAuthOptions options)
{
    public GrantType GrantType => options.GrantType;

    public Uri TokenEndpoint => options.TokenEndpoint;

    public Uri? RevocationEndpoint => options.RevocationEndpoint;

    public IEnumerable<string> AllowedHosts => options.AllowedHostsOrDefault;

    public string? Scope => options.Scope;
}
