using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sonetel.Http.Sample;

var arguments = SampleArguments.Parse(args);

if (args is [.., "--svg"])
{
    Console.Error.WriteLine("--svg needs a file to write.");
    return 1;
}

// The arguments are not passed to the host, because they are not configuration.
var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSingleton(arguments);

if (!arguments.IsLive && arguments.Compares)
{
    builder.Services.AddHostedService<LiveRun>();
}
else if (!arguments.IsLive)
{
    builder.Services.AddHostedService<Worker>();
}
else if (Environment.GetEnvironmentVariable("SONETEL_USERNAME") is { } username
    && Environment.GetEnvironmentVariable("SONETEL_PASSWORD") is { } password)
{
    builder.Services.AddSonetelAuth(o => o.UseSonetel(username, password));
    builder.Services.AddHttpClient<AccountClient>(c => c.BaseAddress = new Uri("https://public-api.sonetel.com/"))
        .AddSonetelAuthHandler();
    builder.Services.AddHostedService<LiveWorker>();
}
else
{
    Console.Error.WriteLine("--live needs SONETEL_USERNAME and SONETEL_PASSWORD.");
    return 1;
}

await builder.Build().RunAsync();
return Environment.ExitCode;
