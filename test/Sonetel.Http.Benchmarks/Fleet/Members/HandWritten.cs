namespace Sonetel.Http.Benchmarks.Fleet.Members;

/// <summary>How a request tells the hand-written handlers its account.</summary>
internal static class HandWritten
{
    public static readonly HttpRequestOptionsKey<string> Account = new("account");

    public static HttpRequestMessage UseAccount(this HttpRequestMessage request, string account)
    {
        request.Options.Set(Account, account);
        return request;
    }
}
