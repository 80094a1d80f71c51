namespace Sonetel.Http;

/// <summary>How an account signs in when it has no refresh token to use.</summary>
public enum GrantType
{
    /// <summary>With user name and password (RFC 6749 §4.3).</summary>
    Password,

    /// <summary>As the client itself, with client id and secret or a certificate (RFC 6749 §4.4).</summary>
    ClientCredentials,

    /// <summary>With a refresh token that the user was given (RFC 6749 §6).</summary>
    RefreshToken,

    /// <summary>Not at all: user name and password go out as HTTP Basic (RFC 7617) on each request, and a 401 goes to
    /// the caller.</summary>
    Basic,
}
