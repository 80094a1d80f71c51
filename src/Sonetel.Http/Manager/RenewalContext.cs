namespace Sonetel.Http;

/// <summary>What a renewal starts from.</summary>
internal sealed record RenewalContext(AccountState State, RenewalCause Cause)
{
    public required TokenRequestTrace Trace { get; init; }

    /// <summary>This process's name in a claim; each start of a process has another one for each account.</summary>
    public required string Renewer { get; init; }

    /// <summary>The only token that is revoked, where the cause is a revocation of one.</summary>
    public TokenTypeHint? Revoked { get; init; }

    public AccountSettings Account => State.Settings;

    /// <summary>
    /// Whether somebody asked for a new token: another process's token will not do, and no remembered refusal counts.
    /// </summary>
    public bool IsAsked => Cause is RenewalCause.Asked;

    /// <summary>Whether the endpoint is asked although the row counts refusals.</summary>
    public bool IgnoresRefusals => IsAsked || State.IgnoresRefusals;

    // A record prints its members, and these lead to secrets.
    public override string ToString() => State.ToString();
}
