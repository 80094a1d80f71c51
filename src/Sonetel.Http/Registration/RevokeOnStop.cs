using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

internal sealed class RevokeOnStop(
    ISonetelAuthFactory accounts, RegisteredAccounts registered, ILogger<RevokeOnStop> logger, string account) : IHostedLifecycleService
{
    public Task StartingAsync(Ct cancellationToken)
    {
        if (registered.MayShareTokens(account))
        {
            Log.RevokesSharedTokens(logger, AccountName.ForLog(account));
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(Ct cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(Ct cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(Ct cancellationToken) => Task.CompletedTask;

    public Task StopAsync(Ct cancellationToken) => Task.CompletedTask;

    // After all services have stopped, so that none of them signs in again.
    public async Task StoppedAsync(Ct cancellationToken)
    {
        try
        {
            await accounts.Get(account).RevokeTokenAsync(hint: null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SonetelAuthException or OperationCanceledException)
        {
            Log.RevocationFailed(logger, AccountName.ForLog(account), e);
        }
    }
}
