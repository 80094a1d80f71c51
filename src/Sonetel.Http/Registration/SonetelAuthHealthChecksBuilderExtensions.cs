using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sonetel.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that add health checks of accounts.</summary>
public static class SonetelAuthHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a health check of an account: healthy if its last renewal succeeded, degraded if it failed but the token
    /// can still be used, and otherwise unhealthy.
    /// </summary>
    /// <param name="builder">The builder of the health checks.</param>
    /// <param name="account">The account's name; empty for the default account.</param>
    /// <param name="name">
    /// The check's name. The default is <c>sonetel</c> for the default account, and <c>sonetel:</c> followed by the
    /// account's name for others.
    /// </param>
    /// <param name="failureStatus">
    /// The status that is reported if there is no usable token. The default is unhealthy.
    /// </param>
    /// <param name="tags">Tags to filter health checks by.</param>
    /// <returns>The same builder.</returns>
    /// <example>
    /// <code>
    /// services.AddHealthChecks().AddSonetelAuth();
    /// </code>
    /// </example>
    /// <remarks>
    /// The check sends no token request, so an account that was never used is healthy. It is meant for dashboards and
    /// alerts. As a liveness probe, it would restart the process for a fault that a restart does not correct.
    /// </remarks>
    public static IHealthChecksBuilder AddSonetelAuth(
        this IHealthChecksBuilder builder,
        string account = "",
        string? name = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(account);
        var checkName = name ?? (account.Length == 0 ? "sonetel" : $"sonetel:{account}");

        return builder.Add(new HealthCheckRegistration(
            checkName,
            provider => new SonetelAuthHealthCheck(provider.GetRequiredService<ISonetelAuthFactory>().Get(account)),
            failureStatus,
            tags));
    }
}
