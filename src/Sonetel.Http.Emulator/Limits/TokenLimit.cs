using System.Globalization;

namespace Sonetel.Http.Emulator;

/// <summary>Refuses too many token requests, as each system does (wire.md §3.1, §4.3).</summary>
internal sealed class TokenLimit(EmulatorState state)
{
    private readonly Dictionary<EmulatedSystem, Throttle> _throttles =
        Enum.GetValues<EmulatedSystem>().ToDictionary(system => system, _ => new Throttle(state.Options.Time));

    public async Task<bool> RefusesAsync(HttpContext context, ITokenProfile profile)
    {
        var limit = state.Switches.TokenRateLimit ?? profile.RateLimit;
        var admission = _throttles[profile.System].Admit(limit);

        // Laravel's throttle adds these headers to each response.
        if (profile.System is EmulatedSystem.Passport)
        {
            context.Response.Headers["X-RateLimit-Limit"] = Text(limit.Requests);
            context.Response.Headers["X-RateLimit-Remaining"] = Text(admission.Remaining);
        }

        if (admission.IsAdmitted)
        {
            return false;
        }

        await RefuseAsync(context, profile.System, admission.WindowEnds);
        return true;
    }

    private async Task RefuseAsync(HttpContext context, EmulatedSystem system, DateTimeOffset until)
    {
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        Hint(context.Response.Headers, until);

        if (system is EmulatedSystem.Passport)
        {
            context.Response.Headers["X-RateLimit-Reset"] = Text(until.ToUnixTimeSeconds());
            await (context.Request.Headers.Accept.ToString().Contains("json", StringComparison.OrdinalIgnoreCase)
                ? context.Response.WriteAsJsonAsync(new { message = "Too Many Attempts." }, context.RequestAborted)
                : context.Response.WriteAsync("Too Many Attempts.", context.RequestAborted));
        }
    }

    private void Hint(IHeaderDictionary headers, DateTimeOffset until)
    {
        var wait = until - state.Options.Time.GetUtcNow();

        switch (state.Switches.RetryHint)
        {
            case RetryHint.Seconds:
                headers.RetryAfter = Text((long)Math.Ceiling(wait.TotalSeconds));
                break;
            case RetryHint.Date:
                headers.RetryAfter = until.AddSeconds(1).ToString("R", CultureInfo.InvariantCulture);
                break;
            case RetryHint.XRetryIn:
                headers["X-Retry-In"] = Text((long)wait.TotalMilliseconds);
                break;
            default:
                break;
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
