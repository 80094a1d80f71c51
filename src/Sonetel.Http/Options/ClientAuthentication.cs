namespace Sonetel.Http;

/// <summary>How a token request carries the client id and secret (RFC 6749 §2.3.1).</summary>
public enum ClientAuthentication
{
    /// <summary>In the <c>Authorization</c> header, as Basic.</summary>
    BasicHeader,

    /// <summary>In the body, as <c>client_id</c> and <c>client_secret</c>.</summary>
    RequestBody,

    /// <summary>
    /// The client id in the body and no secret: for a public client (RFC 6749 §2.1), or for one that authenticates with
    /// a certificate (RFC 8705).
    /// </summary>
    None,
}
