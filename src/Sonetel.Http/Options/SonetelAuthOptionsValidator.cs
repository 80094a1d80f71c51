using Microsoft.Extensions.Options;

namespace Sonetel.Http;

/// <summary>Rejects invalid options with messages that name the account, the option and a valid value.</summary>
internal sealed class SonetelAuthOptionsValidator : IValidateOptions<SonetelAuthOptions>
{
    // Timers and cancellation sources throw above about 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(36_500);

    public ValidateOptionsResult Validate(string? name, SonetelAuthOptions options)
    {
        var account = AccountName.Describe(name ?? Microsoft.Extensions.Options.Options.DefaultName);
        var failures = CredentialRules.Failures(options)
            .Concat(Choices(options))
            .Concat(Endpoints(options))
            .Concat(Hosts(options))
            .Concat(Times(options))
            .Concat(HeaderRules.Failures(options))
            .Select(failure => $"{account}: {failure}")
            .ToArray();

        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Choices(SonetelAuthOptions options)
    {
        string?[] failures =
        [
            Choice(nameof(options.GrantType), options.GrantType),
            Choice(nameof(options.ClientAuthentication), options.ClientAuthentication),
            Choice(nameof(options.RequestFormat), options.RequestFormat),
            Choice(nameof(options.BasicEncoding), options.BasicEncoding),
            options.RevocationFormat is { } format ? Choice(nameof(options.RevocationFormat), format) : null,
        ];

        return failures.OfType<string>();
    }

    private static string? Choice<T>(string option, T value)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? null : $"{option} is {value}; use one of {string.Join(", ", Enum.GetNames<T>())}.";

    private static IEnumerable<string> Endpoints(SonetelAuthOptions options)
    {
        if (options.GrantType is not GrantType.Basic && !AllowedHosts.IsSecure(options.TokenEndpoint))
        {
            yield return $"TokenEndpoint '{Shown(options.TokenEndpoint)}' must be an absolute https address "
                + $"(http on loopback only), such as '{SonetelDefaults.TokenEndpoint}'.";
        }

        if (options.RevocationEndpoint is { } revocation && !AllowedHosts.IsSecure(revocation))
        {
            yield return $"RevocationEndpoint '{Shown(revocation)}' must be an absolute https address "
                + "(http on loopback only), or null.";
        }
    }

    private static IEnumerable<string> Hosts(SonetelAuthOptions options)
    {
        if (options.AllowedHostsOrDefault.Count == 0)
        {
            yield return "AllowedHosts is empty, so no request would get a token; "
                + "add the API's host, such as 'api.example.com'.";
        }

        foreach (var host in options.AllowedHostsOrDefault.Where(host => !AllowedHost.TryParse(host, out _)))
        {
            var shown = host?[(host.LastIndexOf('@') + 1)..];
            yield return $"AllowedHosts contains '{shown}'; use a host such as 'api.example.com', '*.example.com' or "
                + "'localhost:5001', without scheme, path or user.";
        }
    }

    private static IEnumerable<string> Times(SonetelAuthOptions options)
    {
        var leastMaximum = options.FailureBackoff < LongestWait ? options.FailureBackoff : LongestWait;
        (string Option, TimeSpan Value, TimeSpan Least, TimeSpan Most)[] times =
        [
            (nameof(options.RefreshAhead), options.RefreshAhead, TimeSpan.Zero, TimeSpan.FromDays(365)),
            (nameof(options.ExpirySkew), options.ExpirySkew, TimeSpan.Zero, TimeSpan.FromDays(365)),
            (nameof(options.TokenRequestTimeout), options.TokenRequestTimeout, Millisecond, LongestWait),
            (nameof(options.DefaultLifetime), options.DefaultLifetime, TimeSpan.FromSeconds(1), LongestLifetime),
            (nameof(options.FailureBackoff), options.FailureBackoff, Millisecond, LongestWait),
            (nameof(options.MaxFailureBackoff), options.MaxFailureBackoff, leastMaximum, LongestWait),
            (nameof(options.RefusalBackoff), options.RefusalBackoff, Millisecond, LongestWait),
        ];

        foreach (var (option, value, least, most) in times)
        {
            if (value < least || value > most)
            {
                yield return $"{option} is {value}; set a time from {least} to {most}.";
            }
        }

        if (options.MaxReplayBufferSize is < 0 or > 1 << 30)
        {
            yield return $"MaxReplayBufferSize is {options.MaxReplayBufferSize}; set 0 to 1,073,741,824 bytes.";
        }
    }

    // Without user info, because an address may contain a password in front of its host.
    private static string Shown(Uri? address) => address switch
    {
        null => "(none)",
        { IsAbsoluteUri: true } => address.GetComponents(
            UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped),
        _ => "(relative)",
    };
}
