using System.Text.Json.Nodes;

namespace Sonetel.Http.Emulator;

/// <summary>Sonetel's API (wire.md §1.8).</summary>
internal static class SonetelApi
{
    public const string TokenPath = "/SonetelAuth/beta/oauth/token";

    private static readonly string[] TokenPaths = [TokenPath, "/SonetelAuth/oauth/token"];

    public static void Map(WebApplication app, EmulatorState state)
    {
        MapTokens(app, state);
        var guard = new ApiGuard(state, EmulatedSystem.Sonetel);

        app.MapGet(
            "/account/", guard.Before((context, grantee) => WriteAsync(context, "account", Account(state, grantee))));
        app.MapMethods(
            "/account/{id}", ["GET", "PUT"], guard.Before(Own(state, "account", grantee => Account(state, grantee))));
        app.MapGet(
            "/account/{id}/user", guard.Before(Own(state, "user", grantee => new JsonArray(User(state, grantee)))));
        app.MapGet("/account/{id}/user/{user}", guard.Before(Own(state, "user", grantee => User(state, grantee))));
        app.MapGet(
            "/account/{id}/phonenumbersubscription/{number?}",
            guard.Before(Own(state, "phonenumbersubscription", _ => "No entries found")));
        app.MapGet("/account/{id}/voiceapp/", guard.Before(Own(state, "voiceapp", _ => "No entries found")));
        app.MapGet("/call-recording", guard.Before((context, _) => RecordingsAsync(context)));
        app.MapGet("/call-recording/{id}", guard.Before((context, _) => RecordingAsync(context)));
        app.MapDelete(
            "/call-recording/{id}",
            guard.Before((context, _) => WriteAsync(context, "call-recording", "Recording deleted successfully")));
        app.MapPost("/make-calls/call/call-back", guard.Before((context, _) => CallBackAsync(context, state)));
        app.MapGet(
            "/availablephonenumber",
            guard.Before((context, _) => WriteAsync(context, "availablephonenumber", "No entries found")));
        app.MapGet(
            "/numberstocksummary/{country}",
            guard.Before((context, _) => WriteAsync(context, "numberstocksummary", "No entries found")));
        app.MapGet("/globaldata/errors", context => WriteAsync(context, "errors", new JsonArray()));
        app.MapGet(
            "/globaldata/timezone", context => WriteAsync(context, "timezone", new JsonArray("Europe/Stockholm")));
        app.MapGet("/country", context => WriteAsync(context, "country", new JsonArray("SWE")));
    }

    /// <summary>Returns the body of a failure, which the API sends with status 200.</summary>
    public static JsonObject Failed(string resource, string detail, string code) => new()
    {
        ["resource"] = resource,
        ["status"] = "failed",
        ["response"] = new JsonObject { ["detail"] = detail, ["code"] = code },
    };

    private static void MapTokens(WebApplication app, EmulatorState state)
    {
        var tokens = new TokenEndpoint(state);
        var profile = new SonetelProfile(state);

        foreach (var path in TokenPaths)
        {
            app.MapPost(path, context => tokens.RespondAsync(context, profile));
            app.MapMethods(path, ["GET", "PUT", "DELETE", "HEAD", "PATCH"], RefuseMethodAsync);
        }
    }

    private static Task RefuseMethodAsync(HttpContext context)
    {
        var description = $"Request method '{context.Request.Method}' not supported";
        return TokenReply.Error(405, "method_not_allowed", description).WriteAsync(context);
    }

    private static Task RecordingsAsync(HttpContext context) =>
        WriteAsync(context, "call-recording", new JsonArray(Recording(context.Request, "1")));

    private static Task RecordingAsync(HttpContext context) =>
        WriteAsync(context, "call-recording", Recording(context.Request, (string)context.GetRouteValue("id")!));

    // A request for another account fails with status 200.
    private static Func<HttpContext, Grantee, Task> Own(
        EmulatorState state, string resource, Func<Grantee, JsonNode> response) =>
        (context, grantee) =>
        (string)context.GetRouteValue("id")! == $"{state.Users.AccountId(grantee.User)}"
            ? WriteAsync(context, resource, response(grantee))
            : context.Response.WriteAsJsonAsync(
                Failed(resource, "Account not found", "10060002"), context.RequestAborted);

    // 403 means that the account has no balance (make-call.js), so another token would not help.
    private static async Task CallBackAsync(HttpContext context, EmulatorState state)
    {
        if (!state.Switches.HasBalance)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        state.Counters.CalledBack();
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.WriteAsJsonAsync(
            new JsonObject { ["statusCode"] = 202, ["response"] = new JsonObject { ["session_id"] = Guid.NewGuid().ToString() } },
            context.RequestAborted);
    }

    // The members that Sonetel's Python package reads and writes (account.py). The balance is a string, because the
    // package concatenates it with the currency.
    private static JsonObject Account(EmulatorState state, Grantee grantee) => new()
    {
        ["account_id"] = state.Users.AccountId(grantee.User),
        ["name"] = "Emulated",
        ["language"] = "en",
        ["timezone_details"] = new JsonObject { ["zone_id"] = "Europe/Stockholm" },
        ["credit_balance"] = state.Switches.HasBalance ? "10.00" : "0.00",
        ["currency"] = "USD",
    };

    private static JsonObject User(EmulatorState state, Grantee grantee) =>
        new() { ["user_id"] = state.Users.UserId(grantee.User), ["email"] = grantee.User };

    // The storage has another host name, as Amazon's has; it is the same server.
    private static JsonObject Recording(HttpRequest request, string id) => new()
    {
        ["call_recording_id"] = id,
        ["file_access_details"] = new JsonObject { ["url"] = $"http://localhost:{request.Host.Port}{Storage.Path}/{id}" },
    };

    private static Task WriteAsync(HttpContext context, string resource, JsonNode response) =>
        context.Response.WriteAsJsonAsync(
            new JsonObject { ["resource"] = resource, ["status"] = "success", ["response"] = response }, context.RequestAborted);
}
