namespace Sonetel.Http;

/// <summary>
/// Reads and sets the account that a request names, or that it opts out. One request option holds both, so that one
/// look-up is enough.
/// </summary>
internal static class RequestAccount
{
    private static readonly HttpRequestOptionsKey<string> Account = new("Sonetel.Http.Account");

    // Compared by reference, because any text may be an account's name.
    private static readonly string OptedOut = new("(none)".AsSpan());

    // Reading HttpRequestMessage.Options allocates them, so they are not read until a request in this process
    // has set one.
    private static volatile bool _inUse;

    /// <summary>Sets the request's account, unless the request has opted out.</summary>
    public static void Set(HttpRequestMessage request, string account)
    {
        _inUse = true;

        if (!OptsOut(request, out _))
        {
            request.Options.Set(Account, account);
        }
    }

    public static void OptOut(HttpRequestMessage request)
    {
        _inUse = true;
        request.Options.Set(Account, OptedOut);
    }

    /// <summary>
    /// Whether the request is sent without a token; otherwise returns the account that it names, if any.
    /// </summary>
    public static bool OptsOut(HttpRequestMessage request, out string? account)
    {
        account = null;

        if (!_inUse || !request.Options.TryGetValue(Account, out var asked))
        {
            return false;
        }

        if (ReferenceEquals(asked, OptedOut))
        {
            return true;
        }

        account = asked;
        return false;
    }
}
