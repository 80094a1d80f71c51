using System.Net;

namespace Sonetel.Http;

/// <summary>
/// The exception when no token could be acquired. Its message names the account and what to check; it contains no
/// secret and no personal data.
/// </summary>
/// <remarks>
/// <see cref="HttpRequestException.StatusCode"/> is always <see langword="null"/>, because it would be mistaken for the
/// API's status. The token endpoint's status is <see cref="TokenEndpointStatusCode"/>.
/// </remarks>
public sealed class SonetelAuthException : HttpRequestException
{
    /// <summary>Creates an exception with a default message.</summary>
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

    /// <summary>The endpoint's <c>error</c> code (RFC 6749 §5.2), such as <c>invalid_grant</c>.</summary>
    /// <value><see langword="null"/> if there was no response, or none with a code.</value>
    public string? Error { get; internal init; }

    /// <summary>The endpoint's <c>error_description</c>, with its secrets redacted.</summary>
    /// <value><see langword="null"/> if there was no response, or none with a description.</value>
    /// <remarks>It may name the user, for example by e-mail address, so it should not be logged.</remarks>
    public string? ErrorDescription { get; internal init; }

    /// <summary>The status that the token or revocation endpoint responded with.</summary>
    /// <value><see langword="null"/> if there was no response.</value>
    public HttpStatusCode? TokenEndpointStatusCode { get; internal init; }

    /// <summary>Whether a later request may succeed without a change of the options.</summary>
    public bool IsTransient { get; internal init; }

    /// <summary>The time until the next token request may be sent (RFC 9110 §10.2.3).</summary>
    /// <value><see langword="null"/> if it is not known.</value>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>The outcome of the token request.</summary>
    internal TokenRequestOutcome Outcome { get; init; }

    /// <summary>
    /// Copies the failure for another caller, because a shared exception object would mix the callers' stack traces.
    /// </summary>
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
