using Sonetel.Http.Emulator;

var options = new SonetelEmulatorOptions { Port = new ConfigurationBuilder().AddCommandLine(args).Build().GetValue("port", 5005) };
await using var emulator = await SonetelEmulator.StartAsync(options);

Console.WriteLine($"""
    Listening on {emulator.BaseAddress}
    Sonetel   POST {emulator.TokenEndpoint.AbsolutePath}, user {options.Username}, password {options.Password}, client sonetel-api:sonetel-api
    sipgate   Basic {options.TokenId}:{options.PersonalAccessToken} on /v2/account, or POST {SipgateApi.TokenPath}
    Passport  POST {PassportApi.TokenPath}, client {options.ClientId}:{options.ClientSecret}
    Moov      POST {MoovApi.TokenPath}, client {options.ClientId}:{options.ClientSecret}, with an Origin
    Ctrl+C ends it.
    """);

var ended = new TaskCompletionSource();
using var interrupted = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGINT, End);
using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, End);
await ended.Task;

void End(System.Runtime.InteropServices.PosixSignalContext context)
{
    context.Cancel = true;
    ended.TrySetResult();
}
