using System.Net;
using System.Text;
using System.Threading.Channels;

namespace Sonetel.Http.Tests;

/// <summary>A token endpoint that gives token-1, token-2 and so on, unless it is held or told to answer something else.</summary>
internal sealed class FakeTokenEndpoint
{
    private readonly Channel<int> _arrived = Channel.CreateUnbounded<int>();
    private readonly List<string> _bodies = [];
    private int _requests;
    private volatile TaskCompletionSource? _held;

    public int Requests => _requests;

    /// <summary>What stood in each request, percent-decoded, in order.</summary>
    public IReadOnlyList<string> Bodies
    {
        get
        {
            lock (_bodies)
            {
                return [.. _bodies];
            }
        }
    }

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    public bool GivesRefreshTokens { get; set; } = true;

    /// <summary>Answers the n-th request, counted from 1, or leaves it to the numbered tokens.</summary>
    public Func<int, HttpRequestMessage, HttpResponseMessage?> Answer { get; set; } = (_, _) => null;

    public TestHandler Handler => new(SendAsync);

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Error(HttpStatusCode status, string error, string description = "no") =>
        Json($$"""{"error":"{{error}}","error_description":"{{description}}"}""", status);

    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _held?.TrySetResult();

    /// <summary>Waits until one more request has arrived.</summary>
    public async Task Arrived(Ct ct) => await _arrived.Reader.ReadAsync(ct);

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct ct)
    {
        var number = Interlocked.Increment(ref _requests);
        var body = request.Content is null ? string.Empty : await request.Content.ReadAsStringAsync(ct);

        lock (_bodies)
        {
            _bodies.Add(WebUtility.UrlDecode(body));
        }

        _arrived.Writer.TryWrite(number);

        if (_held is { } held)
        {
            await held.Task.WaitAsync(ct);
        }

        var refreshToken = GivesRefreshTokens ? $""","refresh_token":"refresh-{number}" """ : string.Empty;
        return Answer(number, request)
            ?? Json($$"""{"access_token":"token-{{number}}","token_type":"bearer","expires_in":{{Lifetime.TotalSeconds}}{{refreshToken}}}""");
    }
}
