namespace Sonetel.Http;

/// <summary>The format of a token or revocation request's body.</summary>
public enum TokenRequestFormat
{
    /// <summary><c>application/x-www-form-urlencoded</c> in UTF-8 (RFC 6749 App. B).</summary>
    FormUrlEncoded,

    /// <summary><c>multipart/form-data</c> (RFC 7578).</summary>
    MultipartForm,

    /// <summary>A flat JSON object.</summary>
    Json,
}
