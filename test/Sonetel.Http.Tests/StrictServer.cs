using System.Collections.Immutable;
using System.Collections.Specialized;
using System.Net;
using System.Web;

namespace Sonetel.Http.Tests;

/// <summary>A token endpoint and an API that rotate strictly and write down what no client may do.</summary>
internal sealed class StrictServer
{
    private readonly object _gate = new();
    private readonly List<string> _violations = [];
    private readonly Dictionary<int, string> _passwords = [];
    private int _inFlight;
    private int _issued;
    private int _valid;
    private ImmutableDictionary<string, int> _accepted = ImmutableDictionary<string, int>.Empty;
    private int _disturbing;
    private int _disturbances;
    private int _disturbancesAtIssue;
    private int _faults;
    private bool _answerWasLost;
    private bool _wasSignIn;
    private bool _hasFailed;

    public IReadOnlyList<string> Violations => _violations;

    public int Issued => _issued;

    /// <summary>
    /// For each password the latest of its tokens that any request was answered 200 with. Whoever goes back to a password finds its
    /// token in the store, which is good and may be older than those of another password.
    /// </summary>
    public ImmutableDictionary<string, int> Accepted => Volatile.Read(ref _accepted);

    private bool IsUndisturbed => Volatile.Read(ref _disturbing) == 0 && Volatile.Read(ref _disturbances) == _disturbancesAtIssue;

    public TestHandler TokenHandler => new(IssueAsync);

    /// <summary>While a client is told to forget, or who it is, it may come with a refresh token that is not the latest, or with none.</summary>
    public IDisposable Disturb()
    {
        Interlocked.Increment(ref _disturbing);
        return new Disturbance(this);
    }

    public void RevokeAll() => Volatile.Write(ref _valid, _issued + 1);

    public void FailNext() => Interlocked.Exchange(ref _faults, 1);

    /// <summary>The next token is issued, and the answer never comes.</summary>
    public void LoseNextAnswer() => Interlocked.Exchange(ref _faults, 2);

    public async Task<HttpResponseMessage?> CallAsync(HttpRequestMessage request, ImmutableDictionary<string, int>? accepted)
    {
        await Yields(3);
        var token = int.Parse(request.Headers.Authorization!.Parameter!.AsSpan("token-".Length));

        lock (_gate)
        {
            var password = _passwords[token];
            var least = accepted?.GetValueOrDefault(password) ?? 0;

            if (token < least)
            {
                _violations.Add($"token-{token} went out after token-{least} had been accepted");
            }

            if (token < _valid)
            {
                return new HttpResponseMessage(HttpStatusCode.Unauthorized);
            }

            _accepted = _accepted.SetItem(password, Math.Max(_accepted.GetValueOrDefault(password), token));
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }

    private async Task<HttpResponseMessage> IssueAsync(HttpRequestMessage request, Ct ct)
    {
        var form = HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync(ct));
        var disturbances = _disturbances;

        if (form["grant_type"] is null)
        {
            return new HttpResponseMessage(HttpStatusCode.OK);
        }

        // A caller's own token has no part in the account's chain, and no turn to wait for.
        if (form["asked"] is not null)
        {
            return FakeTokenEndpoint.Json("""{"access_token":"own","refresh_token":"own","expires_in":60}""");
        }

        if (Interlocked.Increment(ref _inFlight) > 1)
        {
            Violate("two token requests at once");
        }

        try
        {
            await Yields(5);
            ct.ThrowIfCancellationRequested();
            return Interlocked.Exchange(ref _faults, 0) switch
            {
                1 => Fail(),
                2 when Issue(form, disturbances).IsSuccessStatusCode => Lose(),
                _ => Issue(form, disturbances),
            };
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    // After two in a row the client may sign in.
    private HttpResponseMessage Fail()
    {
        lock (_gate)
        {
            _answerWasLost |= _hasFailed;
            _hasFailed = true;
        }

        return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
    }

    private HttpResponseMessage Lose()
    {
        lock (_gate)
        {
            _answerWasLost = true;
        }

        throw new HttpRequestException(HttpRequestError.ResponseEnded, "lost");
    }

    private HttpResponseMessage Issue(NameValueCollection form, int disturbances)
    {
        var refreshToken = form["refresh_token"];

        lock (_gate)
        {
            if (refreshToken is null && _issued > 0 && !_answerWasLost && IsUndisturbed)
            {
                _violations.Add($"refresh-{_issued} was lost: it had been given, and the password came instead");
            }

            if (refreshToken is not null && refreshToken != $"refresh-{_issued}")
            {
                // Whoever lost the answer to a sign-in may come with a refresh token from before, which nobody has used.
                if (IsUndisturbed && !(_answerWasLost && _wasSignIn))
                {
                    _violations.Add($"{refreshToken} was used after refresh-{_issued} had been given");
                }

                return FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant");
            }

            _disturbancesAtIssue = disturbances;
            (_answerWasLost, _hasFailed, _wasSignIn) = (false, false, refreshToken is null);
            var password = refreshToken is null ? form["password"]! : _passwords[_issued];
            var number = ++_issued;
            _passwords[number] = password;
            return FakeTokenEndpoint.Json($$"""{"access_token":"token-{{number}}","refresh_token":"refresh-{{number}}","expires_in":60}""");
        }
    }

    private void Violate(string what)
    {
        lock (_gate)
        {
            _violations.Add(what);
        }
    }

    private static async Task Yields(int most)
    {
        for (var i = Random.Shared.Next(most); i > 0; i--)
        {
            await Task.Yield();
        }
    }

    private sealed class Disturbance(StrictServer server) : IDisposable
    {
        // Counted before it ends: whoever sees none under way sees that there was one.
        public void Dispose()
        {
            Interlocked.Increment(ref server._disturbances);
            Interlocked.Decrement(ref server._disturbing);
        }
    }
}
