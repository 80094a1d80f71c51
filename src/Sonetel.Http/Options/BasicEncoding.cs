namespace Sonetel.Http;

/// <summary>How the client id and secret are encoded in a Basic header.</summary>
public enum BasicEncoding
{
    /// <summary>Both are form-encoded first (RFC 6749 §2.3.1).</summary>
    FormUrlEncoded,

    /// <summary>Both are sent as they are, as league/oauth2-server and Laravel Passport expect.</summary>
    Raw,
}
