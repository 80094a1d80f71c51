namespace Sonetel.Http;

/// <summary>Where client id and secret stand in a token request (RFC 6749 §2.3.1).</summary>
public enum ClientAuthentication
{
    /// <summary>In the <c>Authorization</c> header, as Basic.</summary>
    BasicHeader,

    /// <summary>In the body, as <c>client_id</c> and <c>client_secret</c>.</summary>
    RequestBody,

    /// <summary>The client id in the body and no secret: for a public client (RFC 6749 §2.1), or one that a certificate
    /// authenticates (RFC 8705).</summary>
    None,
}
