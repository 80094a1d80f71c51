namespace Sonetel.Http;

// Selects the account of a request, and decides whether the request may carry its token.
public sealed partial class SonetelAuthHandler
{
    private TokenManager ManagerOf(string? account)
    {
        if (account is not null)
        {
            return _managers.Get(account);
        }

        // The account may have been removed and added again.
        return _own is { IsClosed: false } own ? own : _own = _managers.Get(Account);
    }

    // A header set by the caller is kept. A header of ours is replaced: it is left from an outer retry or was copied to
    // a cloned request.
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

    // NonValidated, because .NET cannot parse some values, such as an AWS signature, and Headers.Authorization is
    // null for them.
    private bool HasCallersAuthorization(HttpRequestMessage request, string? account)
    {
        if (request.Headers.NonValidated is not { Count: > 0 } headers || request.Headers.Authorization is TokenHeader)
        {
            return false;
        }

        return headers.TryGetValues("Authorization", out var value) && !IsOurs(value.ToString(), account);
    }

    // A header that was copied to a cloned request is not a TokenHeader any more, so its text is compared. An account
    // that has not been used has no token, so the header is the caller's.
    private bool IsOurs(string authorization, string? account)
    {
        var space = authorization.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && _managers.Find(account ?? Account)?.IsOurs(authorization[(space + 1)..]) is true;
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
