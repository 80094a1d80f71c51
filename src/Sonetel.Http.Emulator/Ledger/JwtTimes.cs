namespace Sonetel.Http.Emulator;

/// <summary>How a JWT's times are written; lcobucci/jwt has written them in three ways (wire.md §3.2).</summary>
public enum JwtTimes
{
    /// <summary><c>1718281312</c></summary>
    Whole,

    /// <summary><c>1718281312.158434</c></summary>
    Fraction,

    /// <summary><c>"1718281312.158434"</c></summary>
    Text,

    /// <summary>Not at all.</summary>
    Missing,
}
