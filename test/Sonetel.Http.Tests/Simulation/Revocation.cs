namespace Sonetel.Http.Tests.Simulation;

/// <summary>One call of RevokeTokenAsync.</summary>
internal sealed class Revocation(SimulatedProcess process, double began, bool isOfAll)
{
    public static Revocation Of(SimulatedProcess process, double now, bool isOfAll) =>
        new(process, now, isOfAll) { Used = process.Knowledge.Used.ToHashSet() };

    public SimulatedProcess Process { get; } = process;

    public double Began { get; } = began;

    /// <summary>Whether the refresh token goes too.</summary>
    public bool IsOfAll { get; } = isOfAll;

    public TokenTypeHint? Hint => IsOfAll ? null : TokenTypeHint.AccessToken;

    /// <summary>The access tokens that the process had used before.</summary>
    public required IReadOnlySet<string> Used { get; init; }

    public double? Ended { get; set; }

    /// <summary>Whether the store was told, or will be.</summary>
    public bool HasForgotten { get; set; } = true;
}
