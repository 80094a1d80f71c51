using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sonetel.Http;

/// <summary>Reports an account's status. It sends no token request.</summary>
internal sealed class SonetelAuthHealthCheck(ISonetelAuth auth) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, Ct cancellationToken = default) =>
        Task.FromResult(Report(auth.Status, context.Registration.FailureStatus));

    // The exception itself is left out, because its description may name the user and reports are often public.
    private static HealthCheckResult Report(SonetelAuthStatus status, HealthStatus failureStatus)
    {
        var data = Describe(status);

        if (status.LastFailure is not { } failure)
        {
            return HealthCheckResult.Healthy(data: data);
        }

        return status.IsUsable
            ? HealthCheckResult.Degraded($"Renewals fail; a token is left. {failure.Message}", data: data)
            : new HealthCheckResult(failureStatus, $"There is no token. {failure.Message}", data: data);
    }

    private static Dictionary<string, object> Describe(SonetelAuthStatus status)
    {
        var data = new Dictionary<string, object>
        {
            ["usable"] = status.IsUsable,
            ["waiting_callers"] = status.WaitingCallers,
        };
        Add("expires_at", status.ExpiresAt);
        Add("renewal_due_at", status.RenewalDueAt);
        Add("next_try_at", status.NextTryAt);

        if (status.LastFailure is { } failure)
        {
            data["error"] = KnownErrorCodes.TypeOf(failure);
            data["transient"] = failure.IsTransient;
        }

        return data;

        void Add(string name, DateTimeOffset? time)
        {
            if (time is { } value)
            {
                data[name] = value;
            }
        }
    }
}
