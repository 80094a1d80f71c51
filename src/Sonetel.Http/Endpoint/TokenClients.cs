using System.Collections.Frozen;

namespace Sonetel.Http;

/// <summary>
/// Creates the <see cref="HttpClient"/> for an account's token requests: the account's own if it has one, otherwise
/// the shared one.
/// </summary>
internal sealed class TokenClients(IHttpClientFactory factory, RegisteredAccounts accounts)
{
    public const string SharedName = "Sonetel.Http.TokenClient";

    private readonly FrozenSet<string> _own = accounts.WithTokenClient.ToFrozenSet(StringComparer.Ordinal);

    public static string NameFor(string account) => account.Length == 0 ? SharedName : $"{SharedName}:{account}";

    public static bool IsTokenClient(string? clientName) =>
        clientName?.StartsWith(SharedName, StringComparison.Ordinal) ?? false;

    public HttpClient Create(string account) =>
        factory.CreateClient(_own.Contains(account) ? NameFor(account) : SharedName);
}
