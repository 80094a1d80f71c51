namespace Sonetel.Http;

/// <summary>What a renewal starts from.</summary>
internal sealed record RenewalOrder(AccountSettings Account, HeldToken Held, TokenRequest? Request)
{
    public bool FitsCredentials(TokenSet tokens) => tokens.Credentials is null || tokens.Credentials == Account.Credentials;

    // A record prints its members, and these lead to secrets.
    public override string ToString() => AccountName.Describe(Account.Name);
}
