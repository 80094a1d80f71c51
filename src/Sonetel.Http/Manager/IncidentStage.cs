namespace Sonetel.Http;

/// <summary>The state of an account's failing renewals that was logged last.</summary>
internal enum IncidentStage : byte
{
    /// <summary>The last renewal succeeded.</summary>
    None,

    /// <summary>Renewals fail; the token is still usable.</summary>
    RenewalsFail,

    /// <summary>Renewals fail, and there is no usable token.</summary>
    NoToken,
}
