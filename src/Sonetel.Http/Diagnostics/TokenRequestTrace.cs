using System.Diagnostics;

namespace Sonetel.Http;

/// <summary>
/// Joins the traces on both sides of a renewal: it carries over no execution context, so the request that caused it
/// and the callers that wait for it are linked by hand.
/// </summary>
/// <param name="cause">Why the token is asked for: the value of a tag.</param>
/// <param name="caller">The span of the request that caused it; default where that is its parent anyway.</param>
internal sealed class TokenRequestTrace(string cause, ActivityContext caller)
{
    // Written by the one renewal, read by callers that may leave at any time.
    private volatile ActivityLink[] _requests = [];

    public string Cause { get; } = cause;

    /// <summary>For a renewal that the present request causes, and that runs outside of it.</summary>
    public static TokenRequestTrace OfRenewal(string cause) => new(cause, Activity.Current?.Context ?? default);

    /// <summary>For a token request that a caller makes for itself, inside its own trace.</summary>
    public static TokenRequestTrace OfCaller(string cause) => new(cause, default);

    /// <summary>Begins the span of one token request; <see cref="EndRequest"/> ends it.</summary>
    public Activity? StartRequest(string grant, Uri endpoint)
    {
        Activity? activity = null;
        Quiet.Run(() => activity = Start(grant, endpoint));

        if (activity is not null)
        {
            _requests = [.. _requests, new ActivityLink(activity.Context)];
        }

        return activity;
    }

    /// <summary>Ends the span of one token request.</summary>
    public static void EndRequest(Activity? activity, string? errorType)
    {
        activity?.SetError(errorType);
        Quiet.Run(() => activity?.Dispose());
    }

    /// <summary>Puts a wait that has just ended into the caller's own trace.</summary>
    /// <remarks>
    /// Afterwards, because a span takes its links when it begins (a later one only from .NET 9 on), and the token
    /// request began after the wait.
    /// </remarks>
    public void AddWait(DateTimeOffset began, TimeSpan duration, string? errorType) => Quiet.Run(() =>
    {
        using var activity = Tracing.Source.StartActivity(
            ActivityKind.Internal, default, tags: null, links: _requests, startTime: began, name: Tracing.TokenWait);
        activity?.SetError(errorType);
        activity?.SetEndTime((began + duration).UtcDateTime);
    });

    private Activity? Start(string grant, Uri endpoint)
    {
        KeyValuePair<string, object?>[] tags =
        [
            new(Tags.Grant, grant),
            new(Tags.Cause, Cause),
            new("server.address", endpoint.Host),
            new("server.port", endpoint.Port),
        ];
        ActivityLink[] links = caller == default ? [] : [new ActivityLink(caller)];
        return Tracing.Source.StartActivity(
            Tracing.TokenRequest, ActivityKind.Client, default(ActivityContext), tags, links);
    }
}
