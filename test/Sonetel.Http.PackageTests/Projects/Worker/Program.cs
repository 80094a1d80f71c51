using System.Net.Http.Json;
using System.Text.Json;

var api = new Uri(args[0]);
var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSonetelAuth(o =>
{
    o.Username = "user@example.com";
    o.Password = "correct-horse";
    o.TokenEndpoint = new Uri(api, "/SonetelAuth/beta/oauth/token");
    o.AllowedHosts.Add("127.0.0.1");
});
builder.Services.AddHttpClient("sonetel", c => c.BaseAddress = api).AddSonetelAuthHandler();
builder.Services.AddHostedService<Job>();
await builder.Build().RunAsync();

internal sealed class Job(IHttpClientFactory clients, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var account = await clients.CreateClient("sonetel").GetFromJsonAsync<JsonElement>("account/", stoppingToken);
        Console.WriteLine($"worker: account {account.GetProperty("response").GetProperty("account_id")}");
        lifetime.StopApplication();
    }
}
