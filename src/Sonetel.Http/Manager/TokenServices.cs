using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>
/// The services that all accounts of one store share, so that an account needs little more memory than its token.
/// </summary>
internal sealed record TokenServices(
    TokenEndpoint Endpoint,
    ResilientTokenStore Store,
    AccountOptions Options,
    TimeProvider Time,
    IRenewalScheduler Scheduler,
    IJitter Jitter,
    Telemetry Telemetry,
    QuietLogger Logger)
{
    /// <summary>Creates the services of the accounts that keep their tokens in memory.</summary>
    public static TokenServices Create(IServiceProvider provider)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        var telemetry = provider.GetRequiredService<Telemetry>();
        var memory = provider.GetRequiredService<MemoryTokenStore>();

        return new TokenServices(
            provider.GetRequiredService<TokenEndpoint>(),
            new ResilientTokenStore(
                memory, time, telemetry, provider.GetRequiredService<ILogger<ResilientTokenStore>>()),
            provider.GetRequiredService<AccountOptions>(),
            time,
            provider.GetRequiredService<IRenewalScheduler>(),
            provider.GetRequiredService<IJitter>(),
            telemetry,
            new QuietLogger(provider.GetRequiredService<ILogger<TokenManager>>()));
    }

    /// <summary>
    /// Returns what an account holds before its first renewal: no token, or for Basic the one header it always sends.
    /// </summary>
    public static TokenSnapshot Initial(AccountSettings settings) =>
        settings.IsStatic ? Basic(settings.Options) : TokenSnapshot.None;

    /// <summary>
    /// Computes the times of a token that was just issued. One with a lifetime of zero or less is used by the callers
    /// that wait for it, and is not kept for others.
    /// </summary>
    public RenewalTimes TimesOf(IssuedToken issued, SonetelAuthOptions options)
    {
        if (issued.Lifetime <= TimeSpan.Zero)
        {
            return RenewalTimes.Past;
        }

        var took = Time.GetTimestamp() - issued.SentTimestamp;
        return RenewalTimes.For(issued.SentTimestamp, issued.Lifetime, options, Jitter.Next(), Time.TimestampFrequency)
            .WithRoomFor(issued.SentTimestamp, took);
    }

    /// <summary>Returns the pause before a quick retry: 100 to 300 ms.</summary>
    public TimeSpan QuickPause() => TimeSpan.FromMilliseconds(100 + (200 * Jitter.Next()));

    private static TokenSnapshot Basic(SonetelAuthOptions options)
    {
        var token = new AccessToken
        {
            Value = BasicCredentials.Encode(options.Username!, options.Password!),
            Scheme = "Basic",
            ExpiresAt = DateTimeOffset.MaxValue,
        };

        return new TokenSnapshot(token, RenewalTimes.Never);
    }
}
