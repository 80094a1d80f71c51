namespace Sonetel.Http;

/// <summary>How an account signs in when it has no refresh token.</summary>
public enum GrantType
{
    /// <summary>With user name and password (RFC 6749 §4.3).</summary>
    Password,

    /// <summary>As the client, with client id and secret or a certificate (RFC 6749 §4.4).</summary>
    ClientCredentials,

    /// <summary>With a refresh token that was issued to the user (RFC 6749 §6).</summary>
    RefreshToken,

    /// <summary>
    /// Not at all: user name and password are sent as HTTP Basic (RFC 7617) with each request, and a 401 is returned
    /// to the caller.
    /// </summary>
    Basic,
}
