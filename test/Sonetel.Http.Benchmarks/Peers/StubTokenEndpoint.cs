using System.Net;
using System.Text;

namespace Sonetel.Http.Benchmarks.Peers;

/// <summary>A token endpoint in memory, the same for all: counts what it is asked for and can be held, delayed or down.</summary>
internal sealed class StubTokenEndpoint : HttpMessageHandler
{
    public const int TokenLength = 1_080;

    private int _requests;

    public int Requests => _requests;

    public int LifetimeSeconds { get; init; } = 3_600;

    public TimeSpan Delay { get; init; }

    public bool IsDown { get; init; }

    /// <summary>No answer goes out before this is over.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    public static string Token(int number) => $"token-{number}-".PadRight(TokenLength, 'x');

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
    {
        // MSAL asks for its instance's metadata as well; that is no token request.
        if (request.Method != HttpMethod.Post)
        {
            return Json(HttpStatusCode.NotFound, "{}");
        }

        // MSAL refuses to run where client credentials bring a refresh token.
        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        var number = Interlocked.Increment(ref _requests);
        var refresh = body.Contains("client_credentials", StringComparison.Ordinal) ? string.Empty : $$""","refresh_token":"refresh-{{number}}" """;
        await Held.WaitAsync(cancellationToken);

        if (Delay > TimeSpan.Zero)
        {
            await Task.Delay(Delay, cancellationToken);
        }

        return IsDown
            ? Json(HttpStatusCode.ServiceUnavailable, """{"error":"temporarily_unavailable"}""")
            : Json(HttpStatusCode.OK, $$"""{"access_token":"{{Token(number)}}","token_type":"Bearer","expires_in":{{LifetimeSeconds}}{{refresh}}}""");
    }

    private static HttpResponseMessage Json(HttpStatusCode status, string json) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
}
