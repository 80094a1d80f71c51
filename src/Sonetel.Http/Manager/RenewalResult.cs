namespace Sonetel.Http;

/// <summary>How a pending ended: with a token, with a failure and perhaps the token that was there before, or overtaken by new options, in which case a waiter
/// asks again.</summary>
internal readonly record struct RenewalResult(TokenSnapshot? Held, SonetelAuthException? Failure)
{
    public static readonly RenewalResult Superseded = new(null, null);

    /// <summary>Whether the failure is the refusal of one caller's own request, so that the others ask again.</summary>
    public bool IsCallersOwn { get; init; }

    /// <summary>How long no further pending starts, where the failure began a pause.</summary>
    public TimeSpan? Backoff { get; init; }

    // A record prints its members, and these are secrets.
    public override string ToString() => nameof(RenewalResult);
}
