using Microsoft.Extensions.Hosting;

namespace Sonetel.Http;

internal sealed class AcquireOnStartup(ISonetelAuth auth) : IHostedLifecycleService
{
    // Called before any service starts, because a service may already need the token.
    public async Task StartingAsync(Ct cancellationToken) =>
        await auth.GetAccessTokenAsync(cancellationToken).ConfigureAwait(false);

    public Task StartAsync(Ct cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(Ct cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(Ct cancellationToken) => Task.CompletedTask;

    public Task StopAsync(Ct cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(Ct cancellationToken) => Task.CompletedTask;
}
