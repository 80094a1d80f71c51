using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sonetel.Http.Sample;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);

if (!args.Contains("--live"))
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
