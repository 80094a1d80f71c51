namespace Sonetel.Http.Emulator;

/// <summary>What becomes of a refresh token that was used. Sonetel's own
/// way is not known (wire.md §1.7, grade D), so it is a switch.</summary>
public enum Rotation
{
    /// <summary>A new one comes, and the old one goes on working.</summary>
    KeepOld,

    /// <summary>A new one comes, and the old one is revoked.</summary>
    RevokeOld,

    /// <summary>A new one comes; whoever sends the old one again ends
    /// all that came from the same sign-in (RFC 9700 §4.14).</summary>
    RevokeFamilyOnReuse,

    /// <summary>The same one comes back.</summary>
    None,

    /// <summary>None comes, and the old one goes on working (RFC 6749 §6).</summary>
    Omit,
}
