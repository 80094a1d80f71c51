namespace Sonetel.Http;

/// <summary>What the log has been told of an account's failing renewals.</summary>
internal enum IncidentStage : byte
{
    /// <summary>Nothing: the last renewal succeeded.</summary>
    None,

    /// <summary>Renewals fail; a token is left.</summary>
    RenewalsFail,

    /// <summary>Renewals fail, and no token is left.</summary>
    NoToken,
}
