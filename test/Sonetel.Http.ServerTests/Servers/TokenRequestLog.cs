using System.Collections.Concurrent;
using System.Diagnostics;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Sonetel.Http.ServerTests;

/// <summary>All token requests of one server, restarts included.</summary>
internal sealed class TokenRequestLog
{
    private readonly ConcurrentQueue<TokenExchange> _exchanges = new();

    public IReadOnlyList<TokenExchange> All => [.. _exchanges];

    public int Count => _exchanges.Count;

    public int CountOf(string grantType) => _exchanges.Count(exchange => exchange.GrantType == grantType);

    /// <summary>How many refresh tokens came a second time, whether the server noticed or its leeway forgave it.</summary>
    public int SpentTwice => _exchanges
        .Where(exchange => exchange.RefreshToken is not null)
        .GroupBy(exchange => exchange.RefreshToken)
        .Count(spent => spent.Count() > 1);

    public int Reuses => _exchanges.Count(exchange => exchange.IsReuse);

    public void Clear() => _exchanges.Clear();

    public void Add(ApplyTokenResponseContext context, bool isLost)
    {
        var (request, response) = (context.Request, context.Response);

        _exchanges.Enqueue(new TokenExchange(
            Stopwatch.GetTimestamp(), request?.GrantType, request?.RefreshToken, response.Error, response.ErrorDescription, isLost));
    }

    public override string ToString() =>
        string.Join("; ", All.Select(Describe));

    private static string Describe(TokenExchange exchange)
    {
        var outcome = exchange.IsLost ? "lost" : exchange.Error ?? "ok";

        return $"{exchange.GrantType} {outcome} {exchange.Description}";
    }
}
