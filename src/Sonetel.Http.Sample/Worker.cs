using Microsoft.Extensions.Hosting;

namespace Sonetel.Http.Sample;

/// <summary>
/// Runs the scenarios one after the other. The exit code is the number of scenarios with unexpected counts.
/// </summary>
internal sealed class Worker(IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(Ct stoppingToken)
    {
        try
        {
            foreach (var scenario in Scenarios.All)
            {
                var outcome = await scenario.RunAsync(stoppingToken);
                Environment.ExitCode += outcome.IsRight ? 0 : 1;
                Console.WriteLine($"{(outcome.IsRight ? "ok " : "OFF")} {scenario.Name}: {outcome.Counts}");
            }
        }
        catch
        {
            Environment.ExitCode++;
            throw;
        }
        finally
        {
            lifetime.StopApplication();
        }
    }
}
