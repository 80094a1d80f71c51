using System.Net;

namespace Sonetel.Http;

/// <summary>No token could be acquired. The message says for which account and what to check; it holds no secret and no
/// personal data.</summary>
/// <remarks>
/// <see cref="HttpRequestException.StatusCode"/> is always <see langword="null"/>, because it would pass for the API's
/// status;
/// the token endpoint's is <see cref="TokenEndpointStatusCode"/>.
/// </remarks>
public sealed class SonetelAuthException : HttpRequestException
{
    /// <summary>Creates an exception without a message of its own.</summary>
    public SonetelAuthException()
    {
    }

    /// <summary>Creates an exception with a message.</summary>
    public SonetelAuthException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and its cause.</summary>
    public SonetelAuthException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal SonetelAuthException(string message, Exception? innerException, HttpRequestError requestError)
        : base(requestError, message, innerException)
    {
    }

    /// <summary>The endpoint's <c>error</c> code (RFC 6749 §5.2), such as <c>invalid_grant</c>, where it gave
    /// one.</summary>
    public string? Error { get; internal init; }

    /// <summary>The endpoint's <c>error_description</c>, where it gave one.</summary>
    /// <remarks>It may name the user, by e-mail address for instance: keep it out of logs.</remarks>
    public string? ErrorDescription { get; internal init; }

    /// <summary>The status that the token or revocation endpoint responded with.</summary>
    /// <value><see langword="null"/> where no response came.</value>
    public HttpStatusCode? TokenEndpointStatusCode { get; internal init; }

    /// <summary>Whether a later try may succeed without a change of the options.</summary>
    public bool IsTransient { get; internal init; }

    /// <summary>How long to wait before the next try, where that is known (RFC 9110 §10.2.3).</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>What is known of the request.</summary>
    internal TokenRequestOutcome Outcome { get; init; }

    /// <summary>Whether the endpoint may have carried out the request, so that a refresh token in it may be used
    /// up.</summary>
    internal bool OutcomeUnknown => Outcome is TokenRequestOutcome.Unknown;

    /// <summary>The same failure for a further caller, so that no two throw one object and mix their stack
    /// traces.</summary>
    internal SonetelAuthException Again(TimeSpan? retryAfter = null) =>
        new(Message, InnerException, HttpRequestError)
        {
            Error = Error,
            ErrorDescription = ErrorDescription,
            TokenEndpointStatusCode = TokenEndpointStatusCode,
            IsTransient = IsTransient,
            RetryAfter = retryAfter ?? RetryAfter,
            Outcome = Outcome,
        };
}
