using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sonetel.Http.Emulator;

await using var emulator = await SonetelEmulator.StartAsync();
var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
{
    ["Username"] = emulator.Options.Username,
    ["Password"] = emulator.Options.Password,
    ["TokenEndpoint"] = emulator.TokenEndpoint.ToString(),
    ["AllowedHosts:0"] = "127.0.0.1",
}).Build();

var services = new ServiceCollection();
services.AddSonetelAuth(configuration);
services.AddHttpClient("sonetel", c => c.BaseAddress = emulator.BaseAddress).AddSonetelAuthHandler();

await using var provider = services.BuildServiceProvider();
var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("sonetel");
var account = await client.GetFromJsonAsync<JsonElement>("account/");
Console.WriteLine($"net8.0: account {account.GetProperty("response").GetProperty("account_id")}");
