using Microsoft.AspNetCore.Http.Extensions;

namespace Sonetel.Http.Emulator;

/// <summary>
/// Detects secrets in requests that may contain only an access token, and that only in <c>Authorization</c>.
/// </summary>
internal sealed class SecretWatch(SonetelEmulatorOptions options, TokenLedger ledger)
{
    public bool Sees(HttpRequest request)
    {
        var headers = request.Headers.Where(header => header.Key != "Authorization").SelectMany(header => header.Value);
        var values = headers.Concat(request.Query.SelectMany(field => field.Value)).OfType<string>().ToArray();
        var credentials = request.Headers.Authorization.ToString().Split(' ')[^1];

        return ledger.IsRefresh(credentials)
            || values.Any(value => ledger.IsAccess(value) || ledger.IsRefresh(value))
            || values.Append(Uri.UnescapeDataString(request.GetEncodedPathAndQuery())).Any(HoldsConfiguredSecret);
    }

    private bool HoldsConfiguredSecret(string text) =>
        new[] { options.Password, options.ClientSecret, options.PersonalAccessToken }
            .Any(secret => secret.Length > 0 && text.Contains(secret, StringComparison.Ordinal));
}
