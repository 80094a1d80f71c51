namespace Sonetel.Http.Emulator;

/// <summary>Stands before each API: counts, faults, and asks for a token before anything of the body is read.</summary>
internal static class ApiGuard
{
    public static async Task AnswerAsync(HttpContext context, EmulatorState state, EmulatedSystem system, RequestDelegate answer, bool recordsBody = false)
    {
        state.Counters.ApiRequested();

        if (!recordsBody)
        {
            state.ApiRequests.Add(context.Request);
        }

        if (state.ApiFaults.Take() is { } fault)
        {
            await fault.AnswerAsync(context);
            return;
        }

        if (IsAuthorized(context.Request, state, system))
        {
            await answer(context);
            return;
        }

        state.Counters.Unauthorized();

        if (recordsBody)
        {
            state.ApiRequests.Add(context.Request);
        }

        await RefuseAsync(context, state, system);
    }

    private static bool IsAuthorized(HttpRequest request, EmulatorState state, EmulatedSystem system)
    {
        var header = request.Headers.Authorization.ToString();
        return (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && state.Ledger.Accepts(header[7..], system))
            || (system is EmulatedSystem.Sipgate && header == Basic(state.Options));
    }

    private static string Basic(SonetelEmulatorOptions options) =>
        $"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{options.TokenId}:{options.PersonalAccessToken}"))}";

    private static async Task RefuseAsync(HttpContext context, EmulatorState state, EmulatedSystem system)
    {
        // Laravel sends whoever does not ask for JSON to its login page (wire.md §3.4), and knows no challenge.
        if (system is EmulatedSystem.Passport)
        {
            if (!context.Request.Headers.Accept.ToString().Contains("json", StringComparison.OrdinalIgnoreCase))
            {
                context.Response.Redirect("/login");
                return;
            }

            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await context.Response.WriteAsJsonAsync(new { message = "Unauthenticated." });
            return;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = state.Switches.Challenge;
    }
}
