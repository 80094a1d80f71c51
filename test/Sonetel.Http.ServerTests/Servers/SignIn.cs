using System.Security.Claims;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Sonetel.Http.ServerTests;

/// <summary>Who the server's users are; for the refresh grant OpenIddict knows it from the token.</summary>
internal static class SignIn
{
    public const string Username = "ann@example.com";
    public const string Password = "correct horse";

    public static ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        var request = context.Request;

        if (request.IsRefreshTokenGrantType())
        {
            return default;
        }

        if (request.IsPasswordGrantType() && (request.Username, request.Password) != (Username, Password))
        {
            context.Reject(Errors.InvalidGrant, "The user name or the password is wrong.");
            return default;
        }

        context.SignIn(Principal(request));
        return default;
    }

    private static ClaimsPrincipal Principal(OpenIddictRequest request)
    {
        var identity = new ClaimsIdentity("test", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, request.Username ?? request.ClientId);

        var principal = new ClaimsPrincipal(identity);
        principal.SetScopes(request.GetScopes());
        principal.SetResources(ApiServer.ClientId);

        return principal;
    }
}
