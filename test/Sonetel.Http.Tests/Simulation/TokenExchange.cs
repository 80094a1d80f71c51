namespace Sonetel.Http.Tests.Simulation;

/// <summary>What became of a request, as far as the process that sent it could learn.</summary>
internal enum Fate
{
    /// <summary>Nothing yet.</summary>
    Open,

    /// <summary>No response came, or one that does not tell.</summary>
    Lost,

    /// <summary>The server did not look at the refresh token.</summary>
    NotUsed,

    /// <summary>The server refused the refresh token.</summary>
    Refused,

    /// <summary>The refresh token stays good after use.</summary>
    Reusable,

    /// <summary>The refresh token was exchanged.</summary>
    Exchanged,
}

/// <summary>One token request of one process.</summary>
internal sealed class TokenExchange(SimulatedProcess process, IssuedRefreshToken? refreshToken, int settings, double sentAt)
{
    private readonly TaskCompletionSource<HttpResponseMessage> _response = new();

    public SimulatedProcess Process { get; } = process;

    /// <summary>The refresh token that it carries; none in a sign-in.</summary>
    public IssuedRefreshToken? RefreshToken { get; } = refreshToken;

    public int Settings { get; } = settings;

    public double SentAt { get; } = sentAt;

    public Fate Fate { get; set; }

    /// <summary>Whether it was sent without a claim in the store.</summary>
    public bool IsAlone { get; set; }

    public bool IsOver => _response.Task.IsCompleted;

    public Task<HttpResponseMessage> Response => _response.Task;

    public bool Complete(HttpResponseMessage response) => _response.TrySetResult(response);

    public bool Fail(Exception failure) => _response.TrySetException(failure);

    public bool Cancel(Ct ct) => _response.TrySetCanceled(ct);
}
