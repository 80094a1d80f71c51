using Microsoft.Extensions.Hosting;

namespace Sonetel.Http.Sample;

/// <summary>Runs the client against Sonetel instead of the emulator.</summary>
internal sealed class LiveWorker(AccountClient accounts, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(Ct stoppingToken)
    {
        try
        {
            Console.WriteLine(await accounts.GetAccountAsync(stoppingToken));
        }
        catch (HttpRequestException e)
        {
            Console.Error.WriteLine(e.Message);
            Environment.ExitCode = 1;
        }

        lifetime.StopApplication();
    }
}
