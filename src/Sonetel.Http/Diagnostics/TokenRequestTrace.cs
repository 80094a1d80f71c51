using System.Diagnostics;

namespace Sonetel.Http;

/// <summary>
/// Links the spans of a renewal with those of the request that started it and of the callers that wait for it. A
/// renewal captures no execution context, so they have no common parent.
/// </summary>
/// <param name="cause">The cause of the token request: the value of a tag.</param>
/// <param name="caller">The span of the request that started the renewal; default if it is the parent anyway.</param>
internal sealed class TokenRequestTrace(string cause, ActivityContext caller)
{
    // Written by the renewal, and read by callers that may stop waiting at any time.
    private volatile ActivityLink[] _requests = [];

    public string Cause { get; } = cause;

    /// <summary>Creates the trace of a renewal that the current request starts.</summary>
    public static TokenRequestTrace OfRenewal(string cause) => new(cause, Activity.Current?.Context ?? default);

    /// <summary>Creates the trace of a token request that a caller makes for itself.</summary>
    public static TokenRequestTrace OfCaller(string cause) => new(cause, default);

    /// <summary>Starts the span of a token request; <see cref="EndRequest"/> ends it.</summary>
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

    /// <summary>Ends the span of a token request.</summary>
    public static void EndRequest(Activity? activity, string? errorType)
    {
        activity?.SetError(errorType);
        Quiet.Run(() => activity?.Dispose());
    }

    /// <summary>Adds the span of a wait that has just ended to the caller's trace.</summary>
    /// <remarks>
    /// The span is created afterwards, because before .NET 9 links cannot be added to a started span, and the token
    /// request usually starts after the wait.
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
