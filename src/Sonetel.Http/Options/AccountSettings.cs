namespace Sonetel.Http;

/// <summary>One account's options as they were when last read, with what is derived from them once.</summary>
internal sealed class AccountSettings
{
    // In ticks, because each of a hundred thousand accounts has one.
    private readonly long _changedAt;

    public AccountSettings(string name, SonetelAuthOptions options, long changedAt = 0)
    {
        _changedAt = changedAt;
        Name = name;
        Options = options;
        AllowedHosts = AllowedHosts.Of(options.AllowedHostsOrDefault);
        RequestHeaders = options.RequestHeadersOrNone.Count == 0 ? [] : [.. options.RequestHeadersOrNone.Where(header => header.Value is not null)];
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

    /// <summary>When the credentials last changed in this process, if they did: a stored token from before that is not used.</summary>
    public DateTimeOffset? CredentialsChangedAt => _changedAt == 0 ? null : new DateTimeOffset(_changedAt, TimeSpan.Zero);

    /// <summary>The same account with new options.</summary>
    public AccountSettings With(SonetelAuthOptions options, DateTimeOffset now) => new(Name, options, HasCredentialsOf(options) ? _changedAt : now.UtcTicks);

    /// <summary>Whether the endpoint would give the same token. By all of the secrets: what is kept of them in a store is too short for that.</summary>
    public bool HasCredentialsOf(SonetelAuthOptions other) =>
        ReferenceEquals(Options, other) || OptionsFingerprint.CredentialsInFull(Options) == OptionsFingerprint.CredentialsInFull(other);
}
