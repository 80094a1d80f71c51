using System.Text.Json;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSonetelAuth(builder.Configuration.GetSection("Sonetel"));
builder.Services.AddHttpClient("sonetel", c => c.BaseAddress = new Uri(builder.Configuration["Api"]!)).AddSonetelAuthHandler();

var app = builder.Build();
app.MapGet("/id", async (IHttpClientFactory clients) =>
{
    var account = await clients.CreateClient("sonetel").GetFromJsonAsync<JsonElement>("account/");
    return account.GetProperty("response").GetProperty("account_id").ToString();
});

await app.StartAsync();

if (args.Contains("--once"))
{
    using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    Console.WriteLine($"web: account {await browser.GetStringAsync("/id")}");
    return;
}

await app.WaitForShutdownAsync();

public partial class Program;
