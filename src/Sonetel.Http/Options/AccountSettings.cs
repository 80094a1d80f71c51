namespace Sonetel.Http;

/// <summary>One account's options as they were when last read, with what is derived from them once.</summary>
internal sealed class AccountSettings
{
    public AccountSettings(string name, SonetelAuthOptions options)
    {
        Name = name;
        Options = options;
        AllowedHosts = AllowedHosts.Of(options.AllowedHostsOrDefault);
        RequestHeaders = options.RequestHeadersOrNone.Count == 0 ? [] : [.. options.RequestHeadersOrNone];
        Credentials = OptionsFingerprint.Credentials(options);
    }

    public string Name { get; }

    public SonetelAuthOptions Options { get; }

    public AllowedHosts AllowedHosts { get; }

    public KeyValuePair<string, string>[] RequestHeaders { get; }

    /// <summary>Changes with whatever decides which token the endpoint would give.</summary>
    public string Credentials { get; }

    public bool IsStatic => Options.GrantType is GrantType.Basic;

    /// <summary>Whether the account can sign in without the refresh token that it holds.</summary>
    public bool CanSignIn => Options.GrantType is GrantType.Password or GrantType.ClientCredentials;

    /// <summary>Whether other options came to the same: a reload that changes nothing clears nothing.</summary>
    public bool IsSameAs(AccountSettings other) => OptionsFingerprint.Whole(Options) == OptionsFingerprint.Whole(other.Options);
}
