namespace Sonetel.Http;

/// <summary>An account's options as they were last read, with values that are derived from them once.</summary>
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

    /// <summary>A fingerprint of the options that determine which token the endpoint issues.</summary>
    public string Credentials { get; }

    /// <summary>The key of the account's row in a store. Accounts with the same key share their tokens.</summary>
    public string Key { get; }

    public bool IsStatic => Options.GrantType is GrantType.Basic;

    /// <summary>Whether the account can sign in without the refresh token that it holds.</summary>
    public bool CanSignIn => Options.GrantType is GrantType.Password or GrantType.ClientCredentials;

    /// <summary>
    /// Whether the endpoint would issue the same token with the other options. Compares complete hashes of the secrets,
    /// because <see cref="Credentials"/> contains only 16 bits of them.
    /// </summary>
    public bool HasCredentialsOf(SonetelAuthOptions other) =>
        ReferenceEquals(Options, other)
            || OptionsFingerprint.CredentialsInFull(Options) == OptionsFingerprint.CredentialsInFull(other);
}
