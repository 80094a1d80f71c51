namespace Sonetel.Http;

// Whose token a request gets, and whether it may have one.
public sealed partial class SonetelAuthHandler
{
    private TokenManager ManagerOf(string? account)
    {
        if (account is not null)
        {
            return _managers.Get(account);
        }

        // An account that was removed may have been added anew.
        return _own is { IsClosed: false } own ? own : _own = _managers.Get(Account);
    }

    // A caller's own header is left alone; one of ours is left from an outer retry, or was copied to a cloned request.
    private TokenManager? ManagerFor(HttpRequestMessage request, out AccountSettings? settings)
    {
        settings = null;
        var optsOut = RequestAccount.OptsOut(request, out var account);

        if (HasCallersAuthorization(request, account))
        {
            return null;
        }

        if (optsOut)
        {
            request.Headers.Authorization = null;
            return null;
        }

        var manager = ManagerOf(account);
        settings = manager.Settings;

        if (settings.AllowedHosts.Allows(request.RequestUri))
        {
            return manager;
        }

        RemoveToken(request, settings);
        return null;
    }

    // Most requests have no header yet. A signature such as AWS's is a header that .NET cannot parse: it is there all
    // the same.
    private bool HasCallersAuthorization(HttpRequestMessage request, string? account)
    {
        if (request.Headers.NonValidated is not { Count: > 0 } headers || request.Headers.Authorization is TokenHeader)
        {
            return false;
        }

        return headers.TryGetValues("Authorization", out var value) && !IsOurs(value.ToString(), account);
    }

    // An outer handler that clones a request copies our header as text, which has no type to tell it by.
    private bool IsOurs(string authorization, string? account)
    {
        var space = authorization.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && ManagerOf(account).IsOurs(authorization[..space], authorization[(space + 1)..]);
    }

    private bool IsAllowed(TokenManager manager, HttpRequestMessage request)
    {
        var settings = manager.Settings;

        if (settings.AllowedHosts.Allows(request.RequestUri))
        {
            return true;
        }

        RemoveToken(request, settings);
        return false;
    }

    private void RemoveToken(HttpRequestMessage request, AccountSettings settings)
    {
        request.Headers.Authorization = null;
        _disallowedHosts.Warn(request.RequestUri, settings);
    }
}
