using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>The response of a token endpoint.</summary>
internal sealed record TokenReply(int Status, JsonObject? Body = null, string? Challenge = null)
{
    // Without HTML escaping of apostrophes, which none of the systems does.
    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly UTF8Encoding WithMark = new(encoderShouldEmitUTF8Identifier: true);

    public bool ByteOrderMark { get; init; }

    public static TokenReply Error(int status, string error, string description, string? challenge = null) =>
        new(status, new JsonObject { ["error"] = error, ["error_description"] = description }, challenge);

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Pragma = "no-cache";
        context.Response.Headers.WWWAuthenticate = Challenge;

        if (Body is not null)
        {
            context.Response.ContentType = "application/json;charset=UTF-8";

            if (ByteOrderMark)
            {
                await context.Response.Body.WriteAsync(WithMark.GetPreamble(), context.RequestAborted);
            }

            await context.Response.WriteAsync(Body.ToJsonString(Plain), context.RequestAborted);
        }
    }
}
