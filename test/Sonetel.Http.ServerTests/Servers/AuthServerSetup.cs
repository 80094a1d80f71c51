using Microsoft.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Sonetel.Http.ServerTests;

/// <summary>OpenIddict with the grants and endpoints that the library uses.</summary>
internal static class AuthServerSetup
{
    // Before OpenIddict writes the response.
    private const int First = int.MinValue + 1000;

    public static void Register(IServiceCollection services, AuthServerSettings settings, Func<ApplyTokenResponseContext, bool> loses)
    {
        services.AddOpenIddict().AddServer(server =>
        {
            server.SetTokenEndpointUris("connect/token");
            server.SetRevocationEndpointUris("connect/revoke");
            server.SetIntrospectionEndpointUris("connect/introspect");
            server.AllowPasswordFlow().AllowClientCredentialsFlow().AllowRefreshTokenFlow();
            server.RegisterScopes(Scopes.OfflineAccess);
            server.SetAccessTokenLifetime(settings.AccessTokenLifetime);
            server.SetRefreshTokenReuseLeeway(settings.ReuseLeeway);
            server.AddSigningKey(TokenKeys.Signing).AddEncryptionKey(TokenKeys.Encryption).DisableAccessTokenEncryption();

            if (settings.Opaque)
            {
                server.UseReferenceAccessTokens().UseReferenceRefreshTokens();
            }

            server.UseAspNetCore().DisableTransportSecurityRequirement();
            server.AddEventHandler<HandleTokenRequestContext>(handler => handler.UseInlineHandler(SignIn.HandleAsync));
            server.AddEventHandler<ApplyTokenResponseContext>(handler =>
                handler.UseInlineHandler(context => Answer(context, loses)).SetOrder(First));
        });
    }

    public static async Task SeedAsync(IServiceProvider services, AuthServerSettings settings, Ct ct)
    {
        await using var scope = services.CreateAsyncScope();
        var clients = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();

        if (await clients.CountAsync(ct) > 0)
        {
            return;
        }

        await clients.CreateAsync(Client(AuthServer.ClientId, settings.ClientSecret), ct);
        await clients.CreateAsync(Client(ApiServer.ClientId, ApiServer.ClientSecret), ct);
    }

    private static OpenIddictApplicationDescriptor Client(string id, string secret) => new()
    {
        ClientId = id,
        ClientSecret = secret,
        Permissions =
        {
            Permissions.Endpoints.Token,
            Permissions.Endpoints.Revocation,
            Permissions.Endpoints.Introspection,
            Permissions.GrantTypes.Password,
            Permissions.GrantTypes.ClientCredentials,
            Permissions.GrantTypes.RefreshToken,
        },
    };

    private static ValueTask Answer(ApplyTokenResponseContext context, Func<ApplyTokenResponseContext, bool> loses)
    {
        if (loses(context))
        {
            context.Transaction.GetHttpRequest()!.HttpContext.Abort();
            context.HandleRequest();
        }

        return default;
    }
}
