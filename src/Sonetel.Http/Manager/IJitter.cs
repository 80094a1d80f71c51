namespace Sonetel.Http;

/// <summary>Provides the random numbers of renewals; the simulation in the tests draws them from its seed.</summary>
internal interface IJitter
{
    /// <summary>Returns a number from 0 (inclusive) to 1 (exclusive).</summary>
    double Next();

    /// <summary>Returns an id that is unique among all processes.</summary>
    long NextId();
}
