namespace Sonetel.Http.Emulator;

/// <summary>How a system reads token requests and responds to them.</summary>
internal interface ITokenProfile
{
    EmulatedSystem System { get; }

    bool ReadsJson { get; }

    /// <summary>Whether the client id and secret in Basic are form-decoded (RFC 6749 §2.3.1).</summary>
    bool DecodesBasic { get; }

    /// <summary>The lifetime of the system's access tokens.</summary>
    TimeSpan AccessTokenLifetime { get; }

    /// <summary>The rate limit of token requests.</summary>
    RateLimit RateLimit { get; }

    TokenReply Respond(TokenCall call);
}
