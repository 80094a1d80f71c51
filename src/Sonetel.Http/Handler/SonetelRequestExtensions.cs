using Sonetel.Http;

namespace System.Net.Http;

/// <summary>What a single request can ask of <see cref="SonetelAuthHandler"/>.</summary>
public static class SonetelRequestExtensions
{
    /// <summary>Sends this request with the token of the account <paramref name="name"/>, so that one typed client
    /// serves many accounts.</summary>
    /// <remarks>Sending fails with an <see cref="InvalidOperationException"/> where there is no such account.</remarks>
    public static HttpRequestMessage UseSonetelAccount(this HttpRequestMessage request, string name)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(name);
        RequestAccount.Set(request, name);
        return request;
    }

    /// <summary>Sends this request as it is, without a token.</summary>
    public static HttpRequestMessage WithoutSonetelAuth(this HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequestAccount.OptOut(request);
        return request;
    }
}
