using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>Sonetel's API (wire.md §1.8), with an upload, a download and a pre-signed address beside it.</summary>
internal static class SonetelApi
{
    public static void Map(WebApplication app, EmulatorState state)
    {
        var tokens = new TokenEndpoint(state);
        var profile = new SonetelProfile(state);
        app.MapPost("/SonetelAuth/beta/oauth/token", context => tokens.AnswerAsync(context, profile));
        app.MapPost("/SonetelAuth/oauth/token", context => tokens.AnswerAsync(context, profile));
        app.MapGet("/SonetelAuth/{**path}", context => TokenReply.Error(405, "method_not_allowed", "Request method 'GET' not supported").WriteAsync(context));

        app.MapGet("/account/", Guarded(state, context => context.Response.WriteAsJsonAsync(Envelope("account", new JsonObject { ["account_id"] = 503312345, ["name"] = "Emulated" }))));
        app.MapPost("/make-calls/call/call-back", Guarded(state, async context =>
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            await context.Response.WriteAsJsonAsync(new JsonObject { ["statusCode"] = 202, ["response"] = new JsonObject { ["session_id"] = Guid.NewGuid().ToString() } });
        }));
        app.MapMethods("/upload", ["POST", "PUT"], Guarded(state, context => UploadAsync(context, state), recordsBody: true));
        app.MapGet("/download/{bytes:long}", Guarded(state, context => DownloadAsync(context, long.Parse((string)context.GetRouteValue("bytes")!, System.Globalization.CultureInfo.InvariantCulture))));
        app.MapGet("/presigned/{id}", PresignedAsync);
    }

    private static RequestDelegate Guarded(EmulatorState state, RequestDelegate answer, bool recordsBody = false) =>
        context => ApiGuard.AnswerAsync(context, state, EmulatedSystem.Sonetel, answer, recordsBody);

    private static JsonObject Envelope(string resource, JsonNode response) => new() { ["resource"] = resource, ["status"] = "success", ["response"] = response };

    private static async Task UploadAsync(HttpContext context, EmulatorState state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        long length = 0;
        int read;

        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            length += read;
        }

        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        state.ApiRequests.Add(context.Request, bodyLength: length, bodySha256: sha256);
        await context.Response.WriteAsJsonAsync(new JsonObject { ["length"] = length, ["sha256"] = sha256 });
    }

    private static async Task DownloadAsync(HttpContext context, long bytes)
    {
        var chunk = new byte[16 * 1024];
        context.Response.ContentLength = bytes;

        for (var left = bytes; left > 0; left -= chunk.Length)
        {
            await context.Response.Body.WriteAsync(chunk.AsMemory(0, (int)Math.Min(left, chunk.Length)), context.RequestAborted);
        }
    }

    // Storage refuses two ways of authentication at once.
    private static Task PresignedAsync(HttpContext context)
    {
        context.Response.StatusCode = context.Request.Headers.Authorization.Count > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        return Task.CompletedTask;
    }
}
