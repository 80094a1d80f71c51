using System.Net;

namespace Sonetel.Http.Tests.Simulation;

/// <summary>How the server treats refresh tokens.</summary>
internal enum ServerMode
{
    /// <summary>They rotate; one that comes again revokes its family.</summary>
    RevokeFamily,

    /// <summary>They rotate; for 30 s one that comes again gets the same successor, while that is unused.</summary>
    GraceSuccessor,

    /// <summary>They rotate; for 30 s one that comes again gets a successor of its own.</summary>
    GraceSibling,

    /// <summary>They rotate; one that comes again is refused, and its family lives on.</summary>
    Strict,

    /// <summary>One refresh token for good, told in each response.</summary>
    Fixed,

    /// <summary>One refresh token for good, told in no response to a refresh.</summary>
    NotTold,
}

/// <summary>Issues, exchanges and revokes; knows nothing of the network.</summary>
internal sealed class SimulatedTokenServer
{
    /// <summary>The client secret less the digit that tells the version of the options.</summary>
    public const string Secret = "client-secret-";

    /// <summary>The password less the same digit.</summary>
    public const string Password = "password-";

    public const string ConfiguredRefreshToken = "rt-1";

    private const double Grace = 30;

    private readonly Fleet _fleet;
    private readonly List<IssuedAccessToken> _issued = [];

    public SimulatedTokenServer(Fleet fleet)
    {
        _fleet = fleet;
        Configured = NewRefreshToken(new TokenFamily(1), null);
    }

    public IssuedRefreshToken Configured { get; }

    public Dictionary<string, IssuedAccessToken> AccessTokens { get; } = [];

    public Dictionary<string, IssuedRefreshToken> RefreshTokens { get; } = [];

    public IReadOnlyList<IssuedAccessToken> Issued => _issued;

    /// <summary>When the server looked at a password, and whose it was.</summary>
    public List<TokenExchange> SignIns { get; } = [];

    /// <summary>Whether it refuses version 1 of the client's secret.</summary>
    public bool RefusesOldSecret { get; set; }

    /// <summary>The refresh tokens of the family that are worth something.</summary>
    public IReadOnlyList<IssuedRefreshToken> Current(TokenFamily family) => Rotates ? family.Unused : [Configured];

    public bool Rotates => _fleet.Mode is not (ServerMode.Fixed or ServerMode.NotTold);

    public ServerAnswer Process(TokenExchange exchange)
    {
        if (exchange.RefreshToken is not { } token)
        {
            SignIns.Add(exchange);
            return _fleet.Configuration.WrongPassword
                ? ServerAnswer.InvalidGrant
                : Ok(exchange, NewRefreshToken(new TokenFamily(exchange.Settings), exchange));
        }

        if (RefusesOldSecret && exchange.Settings == 1)
        {
            exchange.Fate = Fate.NotUsed;
            return ServerAnswer.InvalidClient;
        }

        return token.Family.IsRevoked ? Refuse(exchange) : Exchange(exchange, token);
    }

    /// <summary>Revokes a token; with a refresh token all that came of the same sign-in.</summary>
    public void Revoke(string value)
    {
        _fleet.Simulator.Log("server", $"revokes {value}");

        if (RefreshTokens.TryGetValue(value, out var refreshToken))
        {
            refreshToken.Family.IsRevoked = true;
            _issued.FindAll(token => token.Family == refreshToken.Family).ForEach(static token => token.IsRevoked = true);
        }
        else if (AccessTokens.TryGetValue(value, out var accessToken))
        {
            accessToken.IsRevoked = true;
        }
    }

    public void RevokeAccessTokens() => _issued.ForEach(token => token.IsRevoked = true);

    private ServerAnswer Exchange(TokenExchange exchange, IssuedRefreshToken token)
    {
        if (!Rotates)
        {
            exchange.Fate = Fate.Reusable;
            return Ok(exchange, _fleet.Mode is ServerMode.Fixed ? token : null, token.Family);
        }

        if (token.UsedAt is not { } usedAt)
        {
            token.UsedAt = _fleet.Simulator.Now;
            token.Family.Unused.Remove(token);
            token.Successor = NewRefreshToken(token.Family, exchange);
            exchange.Fate = Fate.Exchanged;
            return Ok(exchange, token.Successor);
        }

        if (_fleet.Simulator.Now - usedAt <= Grace && Again(exchange, token) is { } successor)
        {
            exchange.Fate = Fate.Exchanged;
            return Ok(exchange, successor);
        }

        _fleet.Observers.Reused(token);
        token.Family.IsRevoked = _fleet.Mode is not ServerMode.Strict;
        return Refuse(exchange);
    }

    private IssuedRefreshToken? Again(TokenExchange exchange, IssuedRefreshToken token) => _fleet.Mode switch
    {
        ServerMode.GraceSibling => NewRefreshToken(token.Family, exchange),
        ServerMode.GraceSuccessor when token.Successor is { UsedAt: null } => token.Successor,
        _ => null,
    };

    private static ServerAnswer Refuse(TokenExchange exchange)
    {
        exchange.Fate = Fate.Refused;
        return ServerAnswer.InvalidGrant;
    }

    private ServerAnswer Ok(TokenExchange exchange, IssuedRefreshToken refreshToken) => Ok(exchange, refreshToken, refreshToken.Family);

    private ServerAnswer Ok(TokenExchange exchange, IssuedRefreshToken? refreshToken, TokenFamily family)
    {
        var now = _fleet.Simulator.Now;
        var token = new IssuedAccessToken(_issued.Count + 1, now, now + _fleet.Lifetime, exchange.Settings) { Family = family };
        _issued.Add(token);
        AccessTokens.Add(token.Value, token);
        return new ServerAnswer(HttpStatusCode.OK, AccessToken: token, RefreshToken: refreshToken);
    }

    private IssuedRefreshToken NewRefreshToken(TokenFamily family, TokenExchange? issuedBy)
    {
        var token = new IssuedRefreshToken(RefreshTokens.Count + 1, family, issuedBy);
        RefreshTokens.Add(token.Value, token);
        family.Unused.Add(token);
        return token;
    }
}
