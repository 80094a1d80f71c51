namespace Sonetel.Http.Tests.Simulation;

/// <summary>What a fleet is made of, and what may happen to it.</summary>
internal sealed record Configuration(string Name)
{
    /// <summary>Whether the account has a password, or nothing but its refresh token.</summary>
    public bool CanSignIn { get; init; }

    public ServerMode[] Modes { get; init; } = [ServerMode.RevokeFamily];

    public bool HasFaults { get; init; } = true;

    /// <summary>What may happen to processes and to the store at a step that hurts, and how probable it is there.</summary>
    public FaultKind[] Kinds { get; init; } = Enum.GetValues<FaultKind>();

    public double FaultsAtSteps { get; init; } = .06;

    public double LongestFreeze { get; init; } = 60;

    public double StoreErrors { get; init; } = .03;

    public double SlowStoreCalls { get; init; } = .01;

    public double StoreDuplicates { get; init; }

    public double NetworkFaults { get; init; } = .12;

    public double RequestDuplicates { get; init; }

    /// <summary>How often a broken connection says nothing at all.</summary>
    public double Silence { get; init; }

    public double LongestAnswer { get; init; } = 60;

    /// <summary>Whether the store is emptied, or restored from an older copy, once.</summary>
    public bool StoreForgets { get; init; }

    /// <summary>Whether a new client secret is rolled out, process by process.</summary>
    public bool Deploys { get; init; }

    /// <summary>What the app may ask of the library at a step that hurts, and how probable it is there.</summary>
    public CommandKind[] Commands { get; init; } = [];

    public double CommandsAtSteps { get; init; }

    /// <summary>How often a caller leaves before its call has ended.</summary>
    public double Cancels { get; init; }

    /// <summary>How often the token endpoint answers 429 or 503 with Retry-After.</summary>
    public double Throttles { get; init; }

    /// <summary>How often a member's wall clock is off.</summary>
    public double SkewedClocks { get; init; } = .4;

    public bool OneCannotDecrypt { get; init; }

    public bool WrongPassword { get; init; }

    public double RevokesAccessTokens { get; init; } = .1;

    /// <summary>In which part of all seeds, at most, nothing can save the account: its only refresh token was lost.</summary>
    public double MostLost { get; init; } = .3;

    public double? Lifetime { get; init; }

    public override string ToString() => Name;
}
