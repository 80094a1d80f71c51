namespace Sonetel.Http;

/// <summary>One account's options as they were when last read, with what is derived from them once.</summary>
internal sealed class AccountSettings
{
    public AccountSettings(string name, SonetelAuthOptions options)
    {
        Name = name;
        Options = options;
        AllowedHosts = AllowedHosts.Of(options.AllowedHostsOrDefault);
        RequestHeaders = [.. options.RequestHeadersOrNone.Where(header => header.Value is not null)];
        Credentials = OptionsFingerprint.Credentials(options);
        Key = OptionsFingerprint.Key(name, options, CanSignIn);
    }

    public string Name { get; }

    /// <summary>The account's name for logs and metrics.</summary>
    public string LogName => AccountName.ForLog(Name);

    public SonetelAuthOptions Options { get; }

    public AllowedHosts AllowedHosts { get; }

    public KeyValuePair<string, string>[] RequestHeaders { get; }

    /// <summary>Changes with whatever decides which token the endpoint would give.</summary>
    public string Credentials { get; }

    /// <summary>The account's key in a store: two accounts with the same one share their tokens.</summary>
    public string Key { get; }

    public bool IsStatic => Options.GrantType is GrantType.Basic;

    /// <summary>Whether the account can sign in without the refresh token that it holds.</summary>
    public bool CanSignIn => Options.GrantType is GrantType.Password or GrantType.ClientCredentials;

    /// <summary>
    /// Whether the endpoint would give the same token. By all of the secrets: what is kept of them in a store is too
    /// short for that.
    /// </summary>
    public bool HasCredentialsOf(SonetelAuthOptions other) =>
        ReferenceEquals(Options, other)
            || OptionsFingerprint.CredentialsInFull(Options) == OptionsFingerprint.CredentialsInFull(other);
}
