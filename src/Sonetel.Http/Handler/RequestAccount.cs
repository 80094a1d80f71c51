namespace Sonetel.Http;

/// <summary>Which account a request asked for by name, or that it wants none.</summary>
internal static class RequestAccount
{
    private static readonly HttpRequestOptionsKey<string> Account = new("Sonetel.Http.Account");
    private static readonly HttpRequestOptionsKey<bool> Bare = new("Sonetel.Http.Bare");

    // Asking a request for its options allocates them. Nobody pays for that before someone in the process has set one.
    private static volatile bool _inUse;

    public static void Set(HttpRequestMessage request, string account)
    {
        _inUse = true;
        request.Options.Set(Account, account);
    }

    public static void SetBare(HttpRequestMessage request)
    {
        _inUse = true;
        request.Options.Set(Bare, true);
    }

    public static string? Of(HttpRequestMessage request) => _inUse && request.Options.TryGetValue(Account, out var account) ? account : null;

    public static bool IsBare(HttpRequestMessage request) => _inUse && request.Options.TryGetValue(Bare, out var bare) && bare;
}
