using System.Net.Mime;
using System.Text;

namespace Sonetel.Http.Emulator;

/// <summary>A faulty response.</summary>
public sealed class Fault
{
    private readonly Func<HttpContext, Task> _respond;

    private Fault(Func<HttpContext, Task> respond, bool afterCommit = false)
    {
        _respond = respond;
        AfterCommit = afterCommit;
    }

    /// <summary>The connection is reset before the request is processed.</summary>
    public static Fault Reset { get; } = new(Abort);

    /// <summary>
    /// The token is issued and the refresh token rotated, then the connection is reset: the response is lost.
    /// </summary>
    public static Fault LostAnswer { get; } = new(Abort, afterCommit: true);

    /// <summary>The request never receives a response.</summary>
    public static Fault Hang { get; } = new(context => Task.Delay(Timeout.Infinite, context.RequestAborted));

    /// <summary>200 with invalid JSON.</summary>
    public static Fault MalformedJson { get; } = Raw("{\"access_token\": nope}"u8.ToArray());

    /// <summary>200 with JSON that is shorter than its <c>Content-Length</c>.</summary>
    public static Fault TruncatedJson { get; } = new(async context =>
    {
        context.Response.ContentType = MediaTypeNames.Application.Json;
        context.Response.ContentLength = 500;
        await context.Response.Body.WriteAsync("{\"access_token\":\"half-a-tok"u8.ToArray());
        await context.Response.Body.FlushAsync();
        context.Abort();
    });

    /// <summary>200 with an HTML page, as a captive portal sends.</summary>
    public static Fault Html { get; } = Raw("<html><body>Sign in</body></html>"u8.ToArray(), MediaTypeNames.Text.Html);

    /// <summary>200 with an empty body.</summary>
    public static Fault Empty { get; } = Raw([]);

    /// <summary>200 with an endless body.</summary>
    public static Fault Endless { get; } = new(context => WriteForever(context, new byte[64 * 1024], TimeSpan.Zero));

    /// <summary>200 with an endless body, one byte per second.</summary>
    public static Fault Dripping { get; } =
        new(context => WriteForever(context, " "u8.ToArray(), TimeSpan.FromSeconds(1)));

    internal bool AfterCommit { get; }

    /// <summary>
    /// A status, optionally with a body, a <c>Retry-After</c> (seconds or an HTTP date) and a challenge.
    /// </summary>
    public static Fault Status(
        int status,
        string? json = null,
        string? retryAfter = null,
        string? challenge = null) => new(async context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = retryAfter;
        context.Response.Headers.WWWAuthenticate = challenge;

        if (json is not null)
        {
            context.Response.ContentType = MediaTypeNames.Application.Json;
            await context.Response.WriteAsync(json);
        }
    });

    /// <summary>200 with these bytes.</summary>
    public static Fault Raw(
        byte[] body,
        string contentType = MediaTypeNames.Application.Json,
        string? contentEncoding = null) => new(async context =>
    {
        context.Response.ContentType = contentType;
        context.Response.Headers.ContentEncoding = contentEncoding;
        await context.Response.Body.WriteAsync(body);
    });

    /// <summary>200 with this text, in UTF-8.</summary>
    public static Fault Raw(string body) => Raw(Encoding.UTF8.GetBytes(body));

    /// <summary>A redirect to <paramref name="address"/>.</summary>
    public static Fault Redirect(Uri address, int status = StatusCodes.Status307TemporaryRedirect) => new(context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = address.OriginalString;
        return Task.CompletedTask;
    });

    internal Task RespondAsync(HttpContext context) => _respond(context);

    private static Task Abort(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static async Task WriteForever(HttpContext context, byte[] chunk, TimeSpan pause)
    {
        context.Response.ContentType = MediaTypeNames.Application.Json;

        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);

            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, context.RequestAborted);
            }
        }
    }
}
