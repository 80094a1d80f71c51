namespace Sonetel.Http;

/// <summary>Which account a request asked for by name, or that it opts out. One option says both, so that one look-up
/// does.</summary>
internal static class RequestAccount
{
    private static readonly HttpRequestOptionsKey<string> Account = new("Sonetel.Http.Account");

    // Stands where a name would, and is told by reference: any text may be a name.
    private static readonly string OptedOut = new("(none)".AsSpan());

    // Asking a request for its options allocates them. Nobody pays for that before someone in the process has set one.
    private static volatile bool _inUse;

    /// <summary>Names the request's account; one that opted out stays so.</summary>
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

    /// <summary>Whether the request is to go out without a token; else which account it named, if any.</summary>
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
