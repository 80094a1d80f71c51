using System.Xml.Linq;
using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace Sonetel.Http.Sample;

/// <summary>
/// Shows the comparison while it runs, and afterwards the counts of each step. The exit code is the number of steps
/// with unexpected counts of Sonetel.Http.
/// </summary>
internal sealed class LiveRun(SampleArguments arguments, IHostApplicationLifetime lifetime) : BackgroundService
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(Ct stoppingToken)
    {
        try
        {
            await using var comparison = await Comparison.CreateAsync(stoppingToken);
            XDocument? picture = null;

            // The picture is taken at the end of this step, when the outage is over and one app has not recovered.
            var run = comparison.RunAsync(
                step => picture = step.Name == Script.Recovery ? Draw(comparison) : picture,
                stoppingToken);

            if (arguments is { HasTerminal: true, IsPlain: false })
            {
                await ShowAsync(comparison, run, stoppingToken);
            }

            await run;
            Report(comparison, picture);
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

    private static async Task ShowAsync(Comparison comparison, Task run, Ct ct)
    {
        var display = AnsiConsole.Live(LiveView.Of(comparison));
        await display.StartAsync(async context =>
        {
            while (!run.IsCompleted)
            {
                context.UpdateTarget(LiveView.Of(comparison));
                await Task.Delay(Frame, ct);
            }

            context.UpdateTarget(LiveView.Of(comparison));
        });
    }

    private static XDocument Draw(Comparison comparison) => SvgWriter.Write(
        LiveView.Of(comparison),
        LiveView.Width,
        "A hand-written token handler and Sonetel.Http, side by side");

    private void Report(Comparison comparison, XDocument? picture)
    {
        foreach (var result in comparison.Results)
        {
            Console.WriteLine(result);
            Environment.ExitCode += result.IsRight ? 0 : 1;
        }

        if (arguments.SvgFile is { } file)
        {
            picture?.Save(file, SaveOptions.None);
            Console.WriteLine($"wrote {file}");
        }
    }
}
