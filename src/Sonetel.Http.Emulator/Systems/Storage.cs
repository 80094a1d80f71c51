namespace Sonetel.Http.Emulator;

/// <summary>Pre-signed downloads, which refuse requests with an <c>Authorization</c> header (wire.md §1.8).</summary>
internal static class Storage
{
    public const string Path = "/presigned";

    public static void Map(WebApplication app, EmulatorState state) => app.MapGet($"{Path}/{{id}}", async context =>
    {
        var isAuthorized = context.Request.Headers.Authorization.Count > 0;
        state.Counters.ApiRequested();
        state.ApiRequests.Add(context.Request);

        if (isAuthorized || state.SecretWatch.Sees(context.Request))
        {
            state.Counters.SecretSeen();
        }

        context.Response.StatusCode = isAuthorized ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        var text = isAuthorized ? "Only one auth mechanism allowed" : "recording";
        await context.Response.WriteAsync(text, context.RequestAborted);
    });
}
