using System.Runtime.InteropServices;

namespace Sonetel.Http.Emulator;

/// <summary>
/// The emulator as a program. It is internal, so that <c>Program</c> in a user's test is the user's app.
/// </summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        EmulatorCommand command;

        try
        {
            command = EmulatorCommand.Parse(args);
        }
        catch (FormatException e)
        {
            await Console.Error.WriteLineAsync($"{e.Message} See --help.");
            return 2;
        }

        if (command.WantsHelp)
        {
            Console.WriteLine(CommandHelp.Text());
            return 0;
        }

        await RunAsync(command);
        return 0;
    }

    private static async Task RunAsync(EmulatorCommand command)
    {
        await using var emulator = await SonetelEmulator.StartAsync(command.Options);
        command.ApplyTo(emulator.Switches);
        Console.WriteLine(CommandBanner.Text(emulator, command.System));

        var ended = new TaskCompletionSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        await ended.Task;

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            ended.TrySetResult();
        }
    }
}
