namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>When Redis is killed, and started again.</summary>
internal enum RedisCrash
{
    /// <summary>While a token request is out; it is back before the answer.</summary>
    BeforeTheAnswer,

    /// <summary>While a token request is out; it comes back seconds after the answer.</summary>
    AcrossTheAnswer,

    /// <summary>As soon as the endpoint has answered: the result may be written, and no other process has read it.</summary>
    AtTheResult,

    /// <summary>Between two renewals, when every process knows the newest token.</summary>
    BetweenRenewals,
}
