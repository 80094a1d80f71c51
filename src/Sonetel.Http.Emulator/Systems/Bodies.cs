using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>An upload and a download of any size with a Sonetel token, for tests of bodies.</summary>
internal static class Bodies
{
    public static void Map(WebApplication app, EmulatorState state)
    {
        var guard = new ApiGuard(state, EmulatedSystem.Sonetel);
        var upload = guard.Before((context, _) => UploadAsync(context, state), recordsBody: true);
        app.MapMethods("/upload", ["POST", "PUT"], upload);
        app.MapGet("/download/{bytes:long}", guard.Before((context, _) => DownloadAsync(context)));
    }

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

        var sha256 = Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();
        state.ApiRequests.Add(context.Request, bodyLength: length, bodySha256: sha256);
        var response = new JsonObject { ["length"] = length, ["sha256"] = sha256 };
        await context.Response.WriteAsJsonAsync(response, context.RequestAborted);
    }

    private static async Task DownloadAsync(HttpContext context)
    {
        var bytes = long.Parse((string)context.GetRouteValue("bytes")!, CultureInfo.InvariantCulture);
        var chunk = new byte[16 * 1024];
        context.Response.ContentLength = bytes;

        for (var left = bytes; left > 0; left -= chunk.Length)
        {
            var part = chunk.AsMemory(0, (int)Math.Min(left, chunk.Length));
            await context.Response.Body.WriteAsync(part, context.RequestAborted);
        }
    }
}
