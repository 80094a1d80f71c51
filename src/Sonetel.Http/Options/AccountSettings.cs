using System.Security.Cryptography;
using System.Text;

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
        Credentials = Fingerprint(options);
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

    // 64 bits of who, and 16 bits of the secrets: enough to tell a changed password from the old one, too few to find either by guessing.
    private static string Fingerprint(SonetelAuthOptions options)
    {
        var parameters = options.ParametersOrDefault.OrderBy(parameter => parameter.Key, StringComparer.Ordinal).SelectMany(parameter => new[] { parameter.Key, parameter.Value });
        var who = Hash([options.GrantType.ToString(), options.TokenEndpoint?.OriginalString, options.Username, options.ClientId, options.Scope, .. parameters]);
        var secrets = Hash([options.Password, options.ClientSecret, options.RefreshToken]);
        return $"{who[..16]}{secrets[..4]}";
    }

    private static string Hash(IEnumerable<string?> parts) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts.Select(part => part is null ? "-" : $"{part.Length}:{part}")))));
}
