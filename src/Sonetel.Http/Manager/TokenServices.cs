using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>
/// What all accounts that share a store have in common, so that one account costs little more than its token.
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
    /// <summary>Those of the accounts that keep their tokens in memory.</summary>
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
    /// What an account holds before its first request: nothing, or the one header that Basic ever needs.
    /// </summary>
    public static TokenSnapshot Initial(AccountSettings settings) =>
        settings.IsStatic ? Basic(settings.Options) : TokenSnapshot.None;

    /// <summary>
    /// When a token that was just issued is to be renewed. Zero and less is good for those who wait now, and for nobody
    /// after them.
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

    /// <summary>100 to 300 ms: the pause before the one quick second try.</summary>
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
