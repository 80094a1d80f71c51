using Microsoft.Extensions.Options;

namespace Sonetel.Http;

/// <summary>Refuses options that cannot work, and says which account, which option and what to write instead.</summary>
internal sealed class SonetelAuthOptionsValidator : IValidateOptions<SonetelAuthOptions>
{
    // Timers and cancellation sources throw above about 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

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
        Enum.IsDefined(value) ? null : $"{option} is {value}; write one of {string.Join(", ", Enum.GetNames<T>())}.";

    private static IEnumerable<string> Endpoints(SonetelAuthOptions options)
    {
        if (options.GrantType is not GrantType.Basic && !AllowedHosts.IsSecure(options.TokenEndpoint))
        {
            yield return $"TokenEndpoint '{Shown(options.TokenEndpoint)}' must be an absolute https address (http on loopback only), "
                + $"such as '{SonetelDefaults.TokenEndpoint}'.";
        }

        if (options.RevocationEndpoint is { } revocation && !AllowedHosts.IsSecure(revocation))
        {
            yield return $"RevocationEndpoint '{Shown(revocation)}' must be an absolute https address (http on loopback only), "
                + "or null.";
        }
    }

    private static IEnumerable<string> Hosts(SonetelAuthOptions options)
    {
        if (options.AllowedHostsOrDefault.Count == 0)
        {
            yield return "AllowedHosts is empty, so no request would get a token; write the API's host, such as 'api.example.com'.";
        }

        foreach (var host in options.AllowedHostsOrDefault.Where(host => !AllowedHost.TryParse(host, out _)))
        {
            var shown = host?[(host.LastIndexOf('@') + 1)..];
            yield return $"AllowedHosts holds '{shown}'; write a host such as 'api.example.com', '*.example.com' or 'localhost:5001', "
                + "without scheme, path or user.";
        }
    }

    private static IEnumerable<string> Times(SonetelAuthOptions options)
    {
        var leastMaximum = options.FailureBackoff < LongestWait ? options.FailureBackoff : LongestWait;
        (string Option, TimeSpan Value, TimeSpan Least, TimeSpan Most)[] times =
        [
            (nameof(options.RefreshAhead), options.RefreshAhead, TimeSpan.Zero, TimeSpan.FromDays(365)),
            (nameof(options.ExpirySkew), options.ExpirySkew, TimeSpan.Zero, TimeSpan.FromDays(365)),
            (
                nameof(options.TokenRequestTimeout), options.TokenRequestTimeout, TimeSpan.FromMilliseconds(
                    1), LongestWait),
            (
                nameof(options.DefaultLifetime), options.DefaultLifetime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(36_500)),
            (nameof(options.FailureBackoff), options.FailureBackoff, TimeSpan.FromMilliseconds(1), LongestWait),
            (nameof(options.MaxFailureBackoff), options.MaxFailureBackoff, leastMaximum, LongestWait),
            (nameof(options.RefusalBackoff), options.RefusalBackoff, TimeSpan.FromMilliseconds(1), LongestWait),
        ];

        foreach (
            var (option, value, least, most) in times.Where(time => time.Value < time.Least || time.Value > time.Most))
        {
            yield return $"{option} is {value}; write a time from {least} to {most}.";
        }

        if (options.MaxReplayBufferSize is < 0 or > 1 << 30)
        {
            yield return $"MaxReplayBufferSize is {options.MaxReplayBufferSize}; write 0 to 1,073,741,824 bytes.";
        }
    }

    // An address that was meant for a browser may carry a password in front of its host.
    private static string Shown(Uri? address) => address switch
    {
        null => "(none)",
        { IsAbsoluteUri: true } => address.GetComponents(
            UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped),
        _ => "(relative)",
    };
}
