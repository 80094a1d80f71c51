namespace Sonetel.Http.Tests.Simulation;

/// <summary>What a process has, as far as it can be told from outside: what it read, and which of that it uses.</summary>
internal sealed class ProcessKnowledge
{
    private readonly Dictionary<string, string?> _refreshTokens = [];

    /// <summary>The access token of its last request.</summary>
    public string? InUse { get; private set; }

    /// <summary>Whether the API refused its last request.</summary>
    public bool IsRefused { get; set; }

    /// <summary>The access token that it saw in the row last.</summary>
    public string? LastRead { get; private set; }

    /// <summary>All access tokens that it has sent.</summary>
    public HashSet<string> Used { get; } = [];

    public void HasRead(TokenSet? row)
    {
        LastRead = row?.AccessToken?.Value ?? LastRead;

        if (row is { AccessToken.Value: { } access, RefreshToken: { } refreshToken })
        {
            _refreshTokens[access] = refreshToken;
        }
    }

    public void Uses(string accessToken)
    {
        InUse = accessToken;
        IsRefused = false;
        Used.Add(accessToken);
    }

    /// <summary>Its account was removed, and made anew.</summary>
    public void Forget()
    {
        InUse = null;
        _refreshTokens.Clear();
    }

    /// <summary>Whether it uses a set that it read, and this refresh token is in it.</summary>
    public bool HasAdopted(IssuedRefreshToken token) => InUse is not null && _refreshTokens.GetValueOrDefault(InUse) == token.Value;
}
