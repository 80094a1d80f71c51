using System.Net;

namespace Sonetel.Http.Benchmarks.Behaviour;

/// <summary>An API that can refuse tokens, and that can wait until a number of requests are there before it answers any.</summary>
internal sealed class StubApi : HttpMessageHandler
{
    private readonly TaskCompletionSource _together = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _requests;

    /// <summary>Which tokens are refused.</summary>
    public Func<string, bool> Refuses { get; set; } = _ => false;

    /// <summary>How many requests come before the first answer.</summary>
    public int Together { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
    {
        if (Interlocked.Increment(ref _requests) >= Together && Together > 0)
        {
            _together.TrySetResult();
        }

        var refused = Refuses(request.Headers.NonValidated.TryGetValues("Authorization", out var token) ? token.ToString() : string.Empty);

        if (Together > 0)
        {
            await _together.Task.WaitAsync(cancellationToken);
        }

        return new HttpResponseMessage(refused ? HttpStatusCode.Unauthorized : HttpStatusCode.OK) { RequestMessage = request };
    }
}
