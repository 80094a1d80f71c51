namespace Sonetel.Http;

/// <summary>What a renewal does after a failed token request.</summary>
internal enum NextStep
{
    /// <summary>End with the failure.</summary>
    GiveUp,

    /// <summary>Send the same once more, after 100 to 300 ms.</summary>
    TryAgainSoon,

    /// <summary>Send the same refresh token again, because there is nothing else.</summary>
    Resend,

    /// <summary>Leave the refresh token and sign in.</summary>
    SignIn,
}
