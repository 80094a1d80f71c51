using Sonetel.Http;

namespace System.Net.Http;

/// <summary>Extension methods that choose the account for a single request.</summary>
public static class SonetelRequestExtensions
{
    /// <summary>
    /// Sends this request with the token of the account <paramref name="name"/>, so that one typed client can serve
    /// many accounts.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The account's name; empty for the default account.</param>
    /// <returns>The same request.</returns>
    /// <remarks>Sending throws an <see cref="InvalidOperationException"/> if there is no such account.</remarks>
    /// <example>
    /// <code>
    /// using var request = new HttpRequestMessage(HttpMethod.Get, "account/").UseSonetelAccount("tenant-42");
    /// using var response = await client.SendAsync(request);
    /// </code>
    /// </example>
    public static HttpRequestMessage UseSonetelAccount(this HttpRequestMessage request, string name)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(name);
        RequestAccount.Set(request, name);
        return request;
    }

    /// <summary>Sends this request unchanged, without a token.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The same request.</returns>
    public static HttpRequestMessage WithoutSonetelAuth(this HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequestAccount.OptOut(request);
        return request;
    }
}
