namespace Sonetel.Http;

/// <summary>How a flight ended: with a token, with a failure, or overtaken by new options, in which case a waiter asks again.</summary>
internal readonly record struct Landing(HeldToken? Held, SonetelAuthException? Failure)
{
    public static readonly Landing Overtaken = new(null, null);

    // A record prints its members, and these are secrets.
    public override string ToString() => nameof(Landing);
}
