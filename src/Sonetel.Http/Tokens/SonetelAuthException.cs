using System.Net;

namespace Sonetel.Http;

/// <summary>A token could not be got. The message says which account, and what to look at; it holds no secret and no personal data.</summary>
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

    internal SonetelAuthException(string message, Exception? innerException, HttpStatusCode? statusCode = null, HttpRequestError requestError = HttpRequestError.Unknown)
        : base(requestError, message, innerException, statusCode)
    {
    }

    /// <summary>The endpoint's <c>error</c> code (RFC 6749 §5.2), such as <c>invalid_grant</c>, where it gave one.</summary>
    public string? Error { get; internal init; }

    /// <summary>The endpoint's <c>error_description</c>, where it gave one.</summary>
    /// <remarks>It may name the user, by e-mail address for instance: keep it out of logs.</remarks>
    public string? ErrorDescription { get; internal init; }

    /// <summary>Whether a later try may succeed without a change of the options.</summary>
    public bool IsTransient { get; internal init; }

    /// <summary>How long the endpoint asked to be left alone (RFC 9110 §10.2.3), where it did.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>Whether the endpoint may have carried out the request although no usable answer came, so that a refresh token in it may be spent.</summary>
    internal bool OutcomeUnknown { get; init; }

    /// <summary>The same failure for a further caller, so that no two throw one object and mix their stack traces.</summary>
    internal SonetelAuthException Again(TimeSpan? retryAfter = null) =>
        new(Message, InnerException, StatusCode, HttpRequestError)
        {
            Error = Error,
            ErrorDescription = ErrorDescription,
            IsTransient = IsTransient,
            RetryAfter = retryAfter ?? RetryAfter,
            OutcomeUnknown = OutcomeUnknown,
        };
}
