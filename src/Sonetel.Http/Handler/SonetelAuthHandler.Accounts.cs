namespace Sonetel.Http;

// Whose token a request gets, and whether it may have one.
public sealed partial class SonetelAuthHandler
{
    private TokenManager ManagerOf(string? account) => account is null ? _own ??= _managers.Get(Account) : _managers.Get(account);

    // A caller's own header is left alone; one of ours is left from an outer retry of the same request.
    private TokenManager? ManagerFor(HttpRequestMessage request, out AccountSettings? settings)
    {
        settings = null;

        if (HasOwnAuthorization(request))
        {
            return null;
        }

        if (RequestAccount.OptsOut(request, out var account))
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

    // A signature such as AWS's is a header that .NET cannot parse: it is there all the same. Most requests have no header yet.
    private static bool HasOwnAuthorization(HttpRequestMessage request) =>
        request.Headers.NonValidated is { Count: > 0 } headers
        && (request.Headers.Authorization is { } authorization ? authorization is not TokenHeader : headers.Contains("Authorization"));

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
        _bareHosts.Warn(request.RequestUri, settings.Name);
    }
}
