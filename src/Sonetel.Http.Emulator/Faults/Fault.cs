using System.Net.Mime;
using System.Text;

namespace Sonetel.Http.Emulator;

/// <summary>Something else than the right answer.</summary>
public sealed class Fault
{
    private readonly Func<HttpContext, Task> _answer;

    private Fault(Func<HttpContext, Task> answer, bool afterCommit = false)
    {
        _answer = answer;
        AfterCommit = afterCommit;
    }

    /// <summary>The connection is reset before anything is read or done.</summary>
    public static Fault Reset { get; } = new(Abort);

    /// <summary>The token is issued, the refresh token rotated, and
    /// then the connection is reset: the answer is lost.</summary>
    public static Fault LostAnswer { get; } = new(Abort, afterCommit: true);

    /// <summary>Never answers.</summary>
    public static Fault Hang { get; } = new(context => Task.Delay(Timeout.Infinite, context.RequestAborted));

    /// <summary>200 with JSON that is none.</summary>
    public static Fault MalformedJson { get; } = Raw("{\"access_token\": nope}"u8.ToArray());

    /// <summary>200 with JSON that ends before its <c>Content-Length</c>.</summary>
    public static Fault TruncatedJson { get; } = new(async context =>
    {
        context.Response.ContentType = MediaTypeNames.Application.Json;
        context.Response.ContentLength = 500;
        await context.Response.Body.WriteAsync("{\"access_token\":\"half-a-tok"u8.ToArray());
        await context.Response.Body.FlushAsync();
        context.Abort();
    });

    /// <summary>200 with a page, as a captive portal sends.</summary>
    public static Fault Html { get; } = Raw("<html><body>Sign in</body></html>"u8.ToArray(), MediaTypeNames.Text.Html);

    /// <summary>200 with nothing in it.</summary>
    public static Fault Empty { get; } = Raw([]);

    /// <summary>A body without end.</summary>
    public static Fault Endless { get; } = new(context => WriteForever(context, new byte[64 * 1024], TimeSpan.Zero));

    /// <summary>A byte a second, without end.</summary>
    public static Fault Dripping { get; } =
        new(context => WriteForever(context, " "u8.ToArray(), TimeSpan.FromSeconds(1)));

    internal bool AfterCommit { get; }

    /// <summary>A status, with a body and a <c>Retry-After</c> (seconds or an HTTP date) if given.</summary>
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

    internal Task AnswerAsync(HttpContext context) => _answer(context);

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
