using System.Globalization;
using System.Net;

namespace Sonetel.Http.Emulator;

/// <summary>Builds the web app with the endpoints of all systems.</summary>
internal static class EmulatorApp
{
    public static WebApplication Build(EmulatorState state, int port)
    {
        // An empty builder reads neither the environment nor appsettings.json, which configure the app under test.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = state.Options.Protocols);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });

        var app = builder.Build();
        app.Use((context, next) =>
        {
            // Kestrel would write the machine's time, and not that of a skewed clock.
            if (!ReferenceEquals(state.Options.Time, TimeProvider.System))
            {
                var now = state.Options.Time.GetUtcNow();
                context.Response.Headers.Date = now.ToString("R", CultureInfo.InvariantCulture);
            }

            return next(context);
        });

        // Sonetel's SDK requests paths such as "//account//1".
        app.Use((context, next) =>
        {
            context.Request.Path = (context.Request.Path.Value ?? "/").Replace("//", "/", StringComparison.Ordinal);
            return next(context);
        });
        app.UseRouting();

        SonetelApi.Map(app, state);
        Bodies.Map(app, state);
        Storage.Map(app, state);
        SipgateApi.Map(app, state);
        PassportApi.Map(app, state);
        MoovApi.Map(app, state);
        return app;
    }
}
