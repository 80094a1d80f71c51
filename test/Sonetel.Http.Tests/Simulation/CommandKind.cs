namespace Sonetel.Http.Tests.Simulation;

/// <summary>What the app that uses the library may ask of it at run time.</summary>
internal enum CommandKind
{
    /// <summary>ISonetelAuthFactory.Set, with the one or the other version of the options.</summary>
    Set,

    /// <summary>ISonetelAuthFactory.Reload, after the registered options may have changed.</summary>
    Reload,

    /// <summary>ISonetelAuthFactory.Remove: the next call makes the account anew, while the old one still ends.</summary>
    Remove,

    /// <summary>CreateTokenAsync without a request: the account's token is renewed now.</summary>
    Renew,

    /// <summary>RevokeTokenAsync: all tokens of the account.</summary>
    Revoke,

    /// <summary>RevokeTokenAsync of the access token alone.</summary>
    RevokeAccessToken,
}
