namespace Sonetel.Http.Emulator;

/// <summary>A Laravel app that uses Passport (wire.md §3.4).</summary>
internal static class PassportApi
{
    public const string TokenPath = "/oauth/token";

    public static void Map(WebApplication app, EmulatorState state)
    {
        var tokens = new TokenEndpoint(state);
        var profile = new PassportProfile(state);
        var guard = new ApiGuard(state, EmulatedSystem.Passport);

        app.MapPost(TokenPath, context => tokens.RespondAsync(context, profile));
        app.MapGet("/api/user", guard.Before(UserAsync));
        app.MapGet("/api/orders", guard.Before(OrdersAsync));
        app.MapGet("/login", context => context.Response.WriteAsync("<html><body>Login</body></html>"));
    }

    // Passport's guard refuses a token without a user on such a route.
    private static Task UserAsync(HttpContext context, Grantee grantee)
    {
        if (grantee.User.Length > 0)
        {
            return context.Response.WriteAsJsonAsync(new { id = 1, email = grantee.User }, context.RequestAborted);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return context.Response.WriteAsJsonAsync(new { message = "Unauthenticated." }, context.RequestAborted);
    }

    private static Task OrdersAsync(HttpContext context, Grantee grantee)
    {
        if (grantee.Has("orders") || grantee.Has("*"))
        {
            return context.Response.WriteAsJsonAsync(Array.Empty<string>(), context.RequestAborted);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        var error = new { message = "Invalid scope(s) provided." };
        return context.Response.WriteAsJsonAsync(error, context.RequestAborted);
    }
}
