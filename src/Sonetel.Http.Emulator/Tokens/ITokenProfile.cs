namespace Sonetel.Http.Emulator;

/// <summary>How one system reads a token request and answers it.</summary>
internal interface ITokenProfile
{
    EmulatedSystem System { get; }

    bool ReadsJson { get; }

    /// <summary>Whether client id and secret are form-decoded out of Basic (RFC 6749 §2.3.1), or taken raw.</summary>
    bool DecodesBasic { get; }

    /// <summary>How long the system's access tokens last.</summary>
    TimeSpan AccessTokenLifetime { get; }

    /// <summary>How many token requests the system takes.</summary>
    RateLimit RateLimit { get; }

    TokenReply Answer(TokenCall call);
}
