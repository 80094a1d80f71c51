using Microsoft.Extensions.DependencyInjection;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.Sample;

/// <summary>Creates the two apps, which differ only in their token handler.</summary>
internal static class Sides
{
    public static Side HandWritten(SonetelEmulator emulator, Credentials credentials, Meter meter)
    {
        var services = new ServiceCollection();
        services.AddHttpClient("tokens").AddHttpMessageHandler(() => new TokenRequestMeter(meter));
        HandWrittenHandler? handler = null;

        services.AddHttpClient<AccountClient>(c => c.BaseAddress = emulator.BaseAddress)
            .AddHttpMessageHandler(app =>
            {
                var tokens = app.GetRequiredService<IHttpClientFactory>().CreateClient("tokens");
                return handler = new HandWrittenHandler(tokens, emulator.TokenEndpoint, credentials);
            });

        var built = services.BuildServiceProvider();
        return new Side("SemaphoreSlim + cached token", meter, built, () => handler?.ExpiresAt);
    }

    public static Side Library(SonetelEmulator emulator, Credentials credentials, Meter meter)
    {
        var services = new ServiceCollection();
        var account = services.AddSonetelAuth(o =>
        {
            o.Username = credentials.Username;
            o.Password = credentials.Password;
            o.TokenEndpoint = emulator.TokenEndpoint;
            o.AllowedHosts.Add("127.0.0.1");

            // Lifetimes are a few seconds here instead of an hour, so the pauses are shortened as well.
            o.FailureBackoff = TimeSpan.FromMilliseconds(250);
            o.MaxFailureBackoff = TimeSpan.FromMilliseconds(500);
        });
        account.TokenClient.AddHttpMessageHandler(() => new TokenRequestMeter(meter));
        services.AddHttpClient<AccountClient>(c => c.BaseAddress = emulator.BaseAddress).AddSonetelAuthHandler();

        var app = services.BuildServiceProvider();
        var auth = app.GetRequiredService<ISonetelAuth>();
        return new Side("Sonetel.Http", meter, app, () => auth.Status.ExpiresAt);
    }
}
