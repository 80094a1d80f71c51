namespace Sonetel.Http.Tests.Simulation;

/// <summary>A place in the fleet, where one process runs after another.</summary>
internal sealed class Member(string name)
{
    public string Name { get; } = name;

    public SimulatedProcess? Process { get; set; }

    /// <summary>Seconds by which its wall clock is off.</summary>
    public double ClockSkew { get; set; }

    /// <summary>Seconds by which its timers come late at most.</summary>
    public double Lateness { get; set; }

    /// <summary>Until when it does not reach the store.</summary>
    public double CutOffUntil { get; set; }

    /// <summary>Whether it has the key that stored tokens are encrypted with.</summary>
    public bool CanDecrypt { get; set; } = true;

    /// <summary>Which version of the options the next process here starts with.</summary>
    public int Settings { get; set; } = 1;
}
