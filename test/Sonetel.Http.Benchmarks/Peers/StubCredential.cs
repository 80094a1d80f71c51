using Azure.Core;

namespace Sonetel.Http.Benchmarks.Peers;

/// <summary>Gives Azure.Core its tokens; the policy in front of it is what caches.</summary>
internal sealed class StubCredential(TokenClient tokens) : TokenCredential
{
    public override async ValueTask<Azure.Core.AccessToken> GetTokenAsync(TokenRequestContext requestContext, Ct cancellationToken)
    {
        var (token, sentAt, lifetime) = await tokens.AcquireAsync(cancellationToken);
        return new Azure.Core.AccessToken(token, sentAt + lifetime);
    }

    public override Azure.Core.AccessToken GetToken(TokenRequestContext requestContext, Ct cancellationToken) =>
        GetTokenAsync(requestContext, cancellationToken).AsTask().GetAwaiter().GetResult();
}
