namespace Sonetel.Http.Tests.Simulation;

/// <summary>What a process has, as far as it can be told from outside: what it read, and which of that it uses.</summary>
internal sealed class ProcessKnowledge
{
    private readonly Dictionary<string, string?> _refreshTokens = [];
    private string? _inUse;

    public void HasRead(TokenSet? row)
    {
        if (row is { AccessToken.Value: { } access, RefreshToken: { } refreshToken })
        {
            _refreshTokens[access] = refreshToken;
        }
    }

    public void Uses(string accessToken) => _inUse = accessToken;

    /// <summary>Whether it uses a set that it read, and this refresh token is in it.</summary>
    public bool HasAdopted(IssuedRefreshToken token) => _inUse is not null && _refreshTokens.GetValueOrDefault(_inUse) == token.Value;
}
