using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Sonetel.Http;

/// <summary>What all accounts that share a store have in common, so that one account costs little more than its token.</summary>
internal sealed record TokenServices(
    TokenRenewer Renewer, TokenEndpoint Endpoint, ResilientTokenStore Store, IOptionsMonitor<SonetelAuthOptions> Options, TimeProvider Time, ILogger Logger)
{
    /// <summary>What an account holds before its first request: nothing, or the one header that Basic ever needs.</summary>
    public static TokenSnapshot Initial(AccountSettings settings) => settings.IsStatic ? Basic(settings.Options) : TokenSnapshot.None;

    private static TokenSnapshot Basic(SonetelAuthOptions options)
    {
        var token = new AccessToken
        {
            Value = BasicCredentials.Encode(options.Username!, options.Password!),
            Scheme = "Basic",
            ExpiresAt = DateTimeOffset.MaxValue,
        };

        return new TokenSnapshot(new TokenSet(token, null, DateTimeOffset.MinValue, 0), isNew: false, RenewalTimes.Never);
    }
}
