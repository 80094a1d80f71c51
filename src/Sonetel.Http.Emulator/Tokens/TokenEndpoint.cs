namespace Sonetel.Http.Emulator;

/// <summary>Counts, records and holds token requests, applies faults, and lets the system's profile respond.</summary>
internal sealed class TokenEndpoint(EmulatorState state)
{
    public async Task RespondAsync(HttpContext context, ITokenProfile profile)
    {
        var number = state.Counters.TokenRequested();
        var call = await TokenCallReader.ReadAsync(context.Request, profile);
        state.Counters.Requested(call["grant_type"] ?? string.Empty);
        state.TokenRequests.Add(context.Request, call.Parameters);
        await state.Gate.PassAsync(number, context.RequestAborted);
        await state.WaitAsync(state.Switches.TokenLatency, context.RequestAborted);

        var fault = state.TokenFaults.Take();

        if (fault is { AfterCommit: false })
        {
            await fault.RespondAsync(context);
            return;
        }

        if (await state.TokenLimit.RefusesAsync(context, profile))
        {
            return;
        }

        var reply = profile.Respond(call);
        await (fault?.RespondAsync(context) ?? reply.WriteAsync(context));
    }

    /// <summary>Revokes a token (RFC 7009). The response to an unknown token is 2xx as well (§2.2).</summary>
    public async Task RevokeAsync(
        HttpContext context,
        ITokenProfile profile,
        Func<TokenCall, TokenReply?> refuse,
        int status)
    {
        state.Counters.Revoked();
        var call = await TokenCallReader.ReadAsync(context.Request, profile);
        state.TokenRequests.Add(context.Request, call.Parameters);

        if (state.RevocationFaults.Take() is { } fault)
        {
            await fault.RespondAsync(context);
            return;
        }

        if (refuse(call) is { } refusal)
        {
            await refusal.WriteAsync(context);
            return;
        }

        var isKnown = state.Ledger.Revoke(call["token"] ?? string.Empty);
        var unknown = isKnown ? null : state.Switches.UnknownTokenRevocationStatus;
        context.Response.StatusCode = unknown ?? state.Switches.RevocationStatus ?? status;
    }
}
