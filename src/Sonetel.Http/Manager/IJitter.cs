namespace Sonetel.Http;

/// <summary>The random numbers of renewals, so that a simulation can draw them from its seed.</summary>
internal interface IJitter
{
    /// <summary>A number from 0 up to, not including, 1.</summary>
    double Next();

    /// <summary>A name that no other process has.</summary>
    long NextId();
}
