namespace Sonetel.Http.Emulator;

/// <summary>The format of a JWT's times; versions of lcobucci/jwt use three different ones (wire.md §3.2).</summary>
public enum JwtTimes
{
    /// <summary><c>1718281312</c></summary>
    Whole,

    /// <summary><c>1718281312.158434</c></summary>
    Fraction,

    /// <summary><c>"1718281312.158434"</c></summary>
    Text,

    /// <summary>No times.</summary>
    Missing,
}
