namespace Sonetel.Http;

/// <summary>The next step of a renewal after a failed token request.</summary>
internal enum NextStep
{
    /// <summary>End with the failure.</summary>
    GiveUp,

    /// <summary>Send the same request once more after 100 to 300 ms.</summary>
    TryAgainSoon,

    /// <summary>Send the same refresh token again, because the account has nothing else.</summary>
    Resend,

    /// <summary>Give up the refresh token and sign in.</summary>
    SignIn,
}
