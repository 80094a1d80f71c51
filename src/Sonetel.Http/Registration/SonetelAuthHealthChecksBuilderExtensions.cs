using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sonetel.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Reports accounts to health checks.</summary>
public static class SonetelAuthHealthChecksBuilderExtensions
{
    /// <summary>
    /// Reports an account: healthy while its last renewal succeeded, degraded while renewals fail and a token is left,
    /// else unhealthy.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="account">The account's name; empty for the default account.</param>
    /// <param name="name">
    /// The check's name; by default <c>sonetel</c>, or <c>sonetel:</c> and the account's name.
    /// </param>
    /// <param name="failureStatus">What to report where there is no token; by default unhealthy.</param>
    /// <param name="tags">Tags to select checks by.</param>
    /// <returns>The health checks, to add more to.</returns>
    /// <example>
    /// <code>
    /// services.AddHealthChecks().AddSonetelAuth();
    /// </code>
    /// </example>
    /// <remarks>
    /// The check starts no token request: an account that nobody has used yet is healthy. It is meant for dashboards
    /// and alerts. As a liveness probe it would restart the process for a fault that a restart does not mend.
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
