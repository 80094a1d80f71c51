namespace Sonetel.Http.Tests.Simulation;

/// <summary>An access token, as the server and the API know it.</summary>
internal sealed class IssuedAccessToken(int number, double issuedAt, double end, int settings)
{
    public int Number { get; } = number;

    public string Value { get; } = $"at-{number}";

    public double IssuedAt { get; } = issuedAt;

    public double End { get; } = end;

    /// <summary>Which version of the options it was asked for with.</summary>
    public int Settings { get; } = settings;

    public bool IsRevoked { get; set; }

    /// <summary>The family that it was issued with.</summary>
    public required TokenFamily Family { get; init; }

    public bool IsGood(double now) => now < End && !IsRevoked;
}

/// <summary>A refresh token, as the server knows it.</summary>
internal sealed class IssuedRefreshToken(int number, TokenFamily family, TokenExchange? issuedBy)
{
    public string Value { get; } = $"rt-{number}";

    public TokenFamily Family { get; } = family;

    /// <summary>The request whose response carried it first; none for the one in the configuration.</summary>
    public TokenExchange? IssuedBy { get; } = issuedBy;

    /// <summary>Each request that carried it to the server.</summary>
    public List<TokenExchange> Sends { get; } = [];

    public double? UsedAt { get; set; }

    public IssuedRefreshToken? Successor { get; set; }

    /// <summary>The process that received it from the server first.</summary>
    public SimulatedProcess? ReceivedBy { get; private set; }

    public double ReceivedAt { get; private set; }

    public void Received(SimulatedProcess process, double now)
    {
        if (ReceivedBy is null)
        {
            (ReceivedBy, ReceivedAt) = (process, now);
        }
    }

    public override string ToString() => Value;
}

/// <summary>All refresh tokens that came of one sign-in.</summary>
internal sealed class TokenFamily(int settings)
{
    /// <summary>Which version of the options it began with.</summary>
    public int Settings { get; } = settings;

    public bool IsRevoked { get; set; }

    /// <summary>Whether the account was told to forget it.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>Those that are worth something still.</summary>
    public List<IssuedRefreshToken> Unused { get; } = [];
}
