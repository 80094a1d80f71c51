namespace Sonetel.Http.Tests.Simulation;

/// <summary>What must not happen, in the words of the reports.</summary>
internal static class Invariants
{
    public const string SentTwice = "I1 a refresh token was sent twice";

    public const string TooManyRequests = "I2 more than one token request in a lifetime";

    public const string Waited = "I2 a caller waited while a token was valid";

    public const string FailedWithoutFault = "I2 a call failed though nothing does";

    public const string OlderOverNewer = "I3 an older result was written over a newer one";

    public const string NothingOverResult = "I3 a result was overwritten by nothing";

    public const string NotServing = "I4 not serving 30 s after the last fault";

    public const string OtherSettings = "I5 a token of other options was used";

    public const string WithoutClaim = "I6 a refresh token was sent without a claim";

    public const string TooManySignIns = "I7 more than five sign-ins in 30 minutes";

    public const string Detained = "I8 a caller that left was kept waiting";

    public const string GivenUp = "I8 a token request was given up with a caller";

    public const string TooEarly = "I9 a token request before Retry-After had passed";

    public const string RevokedIsBack = "I10 a revoked token came back";

    public const string NeverRevoked = "I10 a revocation did not end";

    public const string NotToldAtOnce = "I11 a caller waits though its process cannot read the row";

    public const string Loss = "LOSS avoidable: somebody had the current refresh token";

    public const string Disposal = "D1 disposal takes longer than TokenRequestTimeout";

    public const string Determinism = "D2 the run is not single-threaded";

    /// <summary>Not a breach, but counted.</summary>
    public const string NothingSaves = "accounts that nothing can save";

    public const string Crash = "D3 the simulation itself failed";
}
