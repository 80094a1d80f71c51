using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

var api = new Uri(args[0]);
var services = new ServiceCollection();
services.AddSonetelAuth(o =>
{
    o.Username = "user@example.com";
    o.Password = "correct-horse";
    o.TokenEndpoint = new Uri(api, "/SonetelAuth/beta/oauth/token");
    o.AllowedHosts.Add("127.0.0.1");
});
services.AddHttpClient("sonetel", c => c.BaseAddress = api).AddSonetelAuthHandler();

await using var provider = services.BuildServiceProvider();
var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("sonetel");
var account = await client.GetFromJsonAsync<JsonElement>("account/");
Console.WriteLine($"console: account {account.GetProperty("response").GetProperty("account_id")}");
