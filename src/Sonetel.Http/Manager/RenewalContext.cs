namespace Sonetel.Http;

/// <summary>What a renewal starts from.</summary>
internal sealed record RenewalContext(AccountSettings Account, TokenSnapshot Held, TokenRequest? Request)
{
    /// <summary>Whether a caller asked for something that the account itself would not: a refusal of that says nothing of the account.</summary>
    public bool IsCallersOwn =>
        Request is { } request
        && ((request.GrantType is { } grant && grant != Account.Options.GrantType)
            || request.RefreshToken is not null
            || (request.Scope is { } scope && scope != Account.Options.Scope)
            || request.Parameters.Count > 0);

    /// <summary>Whether a stored set was got with these credentials. One that does not say is trusted until they change; from then on only a later one is, and
    /// where no other process can have written it, nothing else will do.</summary>
    public bool FitsCredentials(TokenSet tokens, bool isShared)
    {
        var isLater = Account.CredentialsChangedAt is not { } changed || tokens.AcquiredAt > changed;
        return tokens.Credentials is { } credentials ? credentials == Account.Credentials && (isShared || isLater) : isLater;
    }

    // A record prints its members, and these lead to secrets.
    public override string ToString() => AccountName.Describe(Account.Name);
}
