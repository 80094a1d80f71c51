namespace Sonetel.Http;

/// <summary>What is done to client id and secret before they are put together for Basic.</summary>
public enum BasicEncoding
{
    /// <summary>Each is form-encoded first (RFC 6749 §2.3.1).</summary>
    FormUrlEncoded,

    /// <summary>Each is taken as it is, as league/oauth2-server and with it Laravel Passport read them.</summary>
    Raw,
}
