using Microsoft.Extensions.DependencyInjection;
using Sonetel.Http.Smoke;

// The whole life of a token in a published program, against an emulator of Moov whose tokens last three seconds:
// sonetel-emulator --system moov --access-token-lifetime 3s
var emulator = new Uri(args[0]);
var services = new ServiceCollection();
services.AddSonetelAuth(Settings.For(emulator).GetSection("Moov"));
services.AddHttpClient(Life.Client, client => client.BaseAddress = emulator).AddSonetelAuthHandler();

await using var provider = services.BuildServiceProvider();
return await new Life(provider, emulator).RunAsync() ? 0 : 1;
