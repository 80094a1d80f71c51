namespace Sonetel.Http.Emulator;

/// <summary>What happens to a used refresh token. Sonetel's behavior is not known (wire.md §1.7, grade D).</summary>
public enum Rotation
{
    /// <summary>A new one is issued, and the old one stays valid.</summary>
    KeepOld,

    /// <summary>A new one is issued, and the old one is revoked.</summary>
    RevokeOld,

    /// <summary>
    /// A new one is issued; using the old one again revokes all tokens of the same sign-in (RFC 9700 §4.14).
    /// </summary>
    RevokeFamilyOnReuse,

    /// <summary>The response contains the same one again.</summary>
    None,

    /// <summary>The response contains none, and the old one stays valid (RFC 6749 §6).</summary>
    Omit,
}
