namespace Sonetel.Http;

/// <summary>The state and the cause that a renewal starts from.</summary>
internal sealed record RenewalContext(AccountState State, RenewalCause Cause)
{
    public required TokenRequestTrace Trace { get; init; }

    /// <summary>
    /// Identifies this process in a claim. It is random for each account and each start of the process.
    /// </summary>
    public required string Renewer { get; init; }

    /// <summary>The token to revoke, if the cause is a revocation of only one.</summary>
    public TokenTypeHint? Revoked { get; init; }

    public AccountSettings Account => State.Settings;

    /// <summary>
    /// Whether a caller asked for a new token: no token of another process is adopted, and no
    /// remembered refusal counts.
    /// </summary>
    public bool IsAsked => Cause is RenewalCause.Asked;

    /// <summary>Whether the endpoint is called although refusals are remembered.</summary>
    public bool IgnoresRefusals => IsAsked || State.IgnoresRefusals;

    // The ToString() of a record prints its members, and these lead to secrets.
    public override string ToString() => State.ToString();
}
