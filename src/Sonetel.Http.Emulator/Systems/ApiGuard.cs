using System.Text;

namespace Sonetel.Http.Emulator;

/// <summary>
/// Runs before each API: counts requests, applies faults, and checks the token before the body is read.
/// </summary>
internal sealed class ApiGuard(EmulatorState state, EmulatedSystem system)
{
    /// <summary>Calls an API if the request's token is valid.</summary>
    /// <param name="respond">The API, which receives the grantee of the token.</param>
    /// <param name="recordsBody">Whether the API records the request itself, with its body.</param>
    public RequestDelegate Before(Func<HttpContext, Grantee, Task> respond, bool recordsBody = false) => async context =>
    {
        state.Counters.ApiRequested();

        if (state.SecretWatch.Sees(context.Request))
        {
            state.Counters.SecretSeen();
        }

        var fault = state.ApiFaults.Take();
        var grantee = fault is null ? Authorize(context.Request) : null;

        if (grantee is null || !recordsBody)
        {
            state.ApiRequests.Add(context.Request);
        }

        await state.WaitAsync(state.Switches.ApiLatency, context.RequestAborted);
        await (grantee is not null ? respond(context, grantee) : fault?.RespondAsync(context) ?? RefuseAsync(context));

        if (context.Response.StatusCode == StatusCodes.Status401Unauthorized)
        {
            state.Counters.Unauthorized();
        }
    };

    private Grantee? Authorize(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();

        return system switch
        {
            _ when header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) =>
                state.Ledger.Holder(header[7..], system),
            EmulatedSystem.Sipgate when IsBasic(header, state.Options.TokenId, state.Options.PersonalAccessToken) =>
                new Grantee(system, state.Options.TokenId, "all"),
            // The API key itself has all scopes (wire.md §4.5).
            EmulatedSystem.Moov when IsBasic(header, state.Options.ClientId, state.Options.ClientSecret) =>
                new Grantee(system, state.Options.ClientId, MoovApi.AllScopes),
            _ => null,
        };
    }

    // The scheme is case-insensitive (RFC 9110 §11.1).
    private static bool IsBasic(string header, string id, string secret) =>
        header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
        && header[6..] == Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}"));

    private static bool AsksForJson(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("json", StringComparison.OrdinalIgnoreCase);

    private async Task RefuseAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status401Unauthorized;

        switch (system)
        {
            // Laravel redirects a request that does not accept JSON to its login page (wire.md §3.4), and
            // sends no challenge.
            case EmulatedSystem.Passport when !AsksForJson(context.Request):
                response.Redirect("/login");
                break;
            case EmulatedSystem.Passport:
                await response.WriteAsJsonAsync(new { message = "Unauthenticated." }, context.RequestAborted);
                break;
            case EmulatedSystem.Sonetel when state.Switches.HidesUnauthorized:
                response.StatusCode = StatusCodes.Status200OK;
                var failure = SonetelApi.Failed("account", "not authorized", "10060001");
                await response.WriteAsJsonAsync(failure, context.RequestAborted);
                break;
            default:
                response.Headers.WWWAuthenticate = state.Switches.Challenge;
                await WriteBodyAsync(response, context.RequestAborted);
                break;
        }
    }

    private Task WriteBodyAsync(HttpResponse response, Ct ct)
    {
        if (state.Switches.UnauthorizedBody is not { } json)
        {
            return Task.CompletedTask;
        }

        response.ContentType = "application/json";
        return response.WriteAsync(json, ct);
    }
}
