using System.Net;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>One renewal from beginning to end: what the store has, else refresh token, else sign-in, and the result into the store. Holds no state.</summary>
internal sealed class TokenRenewer(TokenEndpoint endpoint, TimeProvider time, ILogger<TokenRenewer> logger)
{
    public async ValueTask<Renewal> RenewAsync(bool async, RenewalOrder order, SharedStore store, Ct ct)
    {
        // What another process renewed costs no request, and most of the time no lock either.
        if (order.Request is null && Adopt(order, store, await store.GetAsync(async, order.Account, ct).ConfigureAwait(false)) is { } early)
        {
            return new Renewal(early, null, false);
        }

        var turn = await store.LockAsync(async, order.Account, ct).ConfigureAwait(false);

        try
        {
            var stored = await store.GetAsync(async, order.Account, ct).ConfigureAwait(false);
            return order.Request is null && Adopt(order, store, stored) is { } adopted
                ? new Renewal(adopted, null, false)
                : await AskAsync(async, order, Spendable(order, Later(order, store, stored), turn is not null), store, ct).ConfigureAwait(false);
        }
        finally
        {
            await store.ReleaseAsync(async, order.Account, turn).ConfigureAwait(false);
        }
    }

    private async ValueTask<Renewal> AskAsync(bool async, RenewalOrder order, TokenSet? known, SharedStore store, Ct ct)
    {
        var spent = false;

        try
        {
            var claim = new RefreshTokenClaim(store, order, known);

            if (RefreshTokenFor(order, known) is { } refreshToken && await claim.TakeAsync(async, ct).ConfigureAwait(false))
            {
                known = claim.Taken;

                try
                {
                    var renewed = await endpoint.RequestAsync(async, order.Account, Grant.Refresh(refreshToken, order.Request), ct).ConfigureAwait(false);
                    return await KeepAsync(async, order, renewed, renewed.RefreshToken ?? refreshToken, known, store).ConfigureAwait(false);
                }
                catch (SonetelAuthException e) when (!IsDead(e) && !e.OutcomeUnknown)
                {
                    await claim.GiveBackAsync(async).ConfigureAwait(false);
                    throw;
                }
                catch (SonetelAuthException e) when (IsDead(e) || e.OutcomeUnknown)
                {
                    // A refresh token that the store no longer holds was spent by another process: its token is as good as ours.
                    if (order.Request is null && Adopt(order, store, await store.GetAsync(async, order.Account, ct).ConfigureAwait(false)) is { } winners)
                    {
                        return new Renewal(winners, null, false);
                    }

                    spent = MaySignIn(order, refreshToken, e);

                    if (!spent)
                    {
                        throw;
                    }

                    Log.RefreshTokenGivenUp(logger, order.Account.Name, e.Error ?? "no usable answer");
                }
            }

            var issued = await endpoint.RequestAsync(async, order.Account, SignIn(order), ct).ConfigureAwait(false);
            var kept = issued.RefreshToken ?? (order.Account.CanSignIn ? null : order.Account.Options.RefreshToken);
            return await KeepAsync(async, order, issued, kept, known, store).ConfigureAwait(false);
        }
        catch (SonetelAuthException e)
        {
            return new Renewal(null, e, spent);
        }
    }

    // The rotated refresh token is in the store before anyone uses the new access token; not even the process's end comes between, because the old one is spent.
    private async ValueTask<Renewal> KeepAsync(bool async, RenewalOrder order, IssuedToken issued, string? refreshToken, TokenSet? known, SharedStore store)
    {
        var tokens = new TokenSet(issued.AccessToken, refreshToken, issued.SentAt, Math.Max(known?.Generation ?? 0, order.Held.Tokens?.Generation ?? 0) + 1)
        {
            Credentials = order.Account.Credentials,
        };

        if (!await store.SetAsync(async, order.Account, tokens, Ct.None).ConfigureAwait(false)
            && Adopt(order, store, await store.GetAsync(async, order.Account, Ct.None).ConfigureAwait(false)) is { } newer)
        {
            return new Renewal(newer, null, false);
        }

        // Zero and less is good for those who wait now, and for nobody after them.
        var times = issued.Lifetime > TimeSpan.Zero
            ? RenewalTimes.For(issued.SentTimestamp, issued.Lifetime, order.Account.Options, Random.Shared.NextDouble(), time.TimestampFrequency)
                .WithRoomFor(issued.SentTimestamp, time.GetTimestamp() - issued.SentTimestamp)
            : RenewalTimes.Past;
        return new Renewal(new HeldToken(tokens, isNew: true, times), null, false);
    }

    /// <summary>Takes a stored token if it is later than ours, not the refused one, got with these credentials, and not due.</summary>
    private HeldToken? Adopt(RenewalOrder order, SharedStore store, TokenSet? stored)
    {
        if (stored is null || !order.FitsCredentials(stored, store.IsShared) || !IsLater(stored, order.Held.Tokens))
        {
            return null;
        }

        var (now, timestamp) = (time.GetUtcNow(), time.GetTimestamp());
        var lifetime = stored.AccessToken.ExpiresAt - stored.AcquiredAt;
        var age = now - stored.AcquiredAt;

        if (lifetime <= TimeSpan.Zero || lifetime <= age)
        {
            return null;
        }

        // Another machine's clock that is ahead of ours must not lengthen the token's life.
        var from = timestamp - (long)(Math.Max(age.TotalSeconds, 0) * time.TimestampFrequency);
        var bounded = lifetime < TokenLifetime.Longest ? lifetime : TokenLifetime.Longest;
        var held = new HeldToken(stored, isNew: false, RenewalTimes.For(from, bounded, order.Account.Options, Random.Shared.NextDouble(), time.TimestampFrequency));
        return held.IsFresh(timestamp) ? held : null;
    }

    // A process that went on alone may be ahead of the store, and a store that was emptied begins to count anew.
    private static bool IsLater(TokenSet stored, TokenSet? held) =>
        held is null
        || (stored.AccessToken.Value != held.AccessToken.Value && (stored.Generation > held.Generation || stored.AcquiredAt > held.AcquiredAt));

    private static TokenSet? Later(RenewalOrder order, SharedStore store, TokenSet? stored) =>
        stored is not null && order.FitsCredentials(stored, store.IsShared) && stored.Generation > (order.Held.Tokens?.Generation ?? 0) ? stored : order.Held.Tokens ?? Unfit(stored);

    // Without the lock another process may spend the same refresh token, and the server then ends all that came of it. Whoever can signs in for itself.
    private static TokenSet? Spendable(RenewalOrder order, TokenSet? known, bool holdsLock) =>
        holdsLock || !order.Account.CanSignIn || known is null ? known : known with { RefreshToken = null };

    // A set of other credentials still tells how far the generations have come.
    private static TokenSet? Unfit(TokenSet? stored) => stored is null ? null : stored with { RefreshToken = null };

    private static string? RefreshTokenFor(RenewalOrder order, TokenSet? known) => order.Request switch
    {
        { RefreshToken: { } asked } => asked,
        { GrantType: not (null or GrantType.RefreshToken) } => null,
        { GrantType: null } when order.Account.CanSignIn => null,
        _ when known is null => order.Account.Options.RefreshToken,
        // The configured one is a beginning: once used, an account that can sign in does not try it again.
        _ => known.RefreshToken ?? (order.Account.CanSignIn ? null : order.Account.Options.RefreshToken),
    };

    private static Grant SignIn(RenewalOrder order)
    {
        var type = order.Request?.GrantType ?? order.Account.Options.GrantType;
        return type is not GrantType.RefreshToken
            ? Grant.SignIn(type, order.Request)
            : order.Account.Options.RefreshToken is { } refreshToken
                ? Grant.Refresh(refreshToken, order.Request)
                : throw new SonetelAuthException($"{AccountName.Describe(order.Account.Name)}: there is no refresh token to use; set TokenRequest.RefreshToken, or another GrantType.");
    }

    // An account that has nothing but its refresh token tries it again after the back-off when the outcome is unknown: if it was spent, the account is
    // lost either way, and if it was not, a minute without network must not cost the user a new sign-in. A dead one gives way to the configured one.
    private static bool MaySignIn(RenewalOrder order, string refreshToken, SonetelAuthException e) =>
        order.Request is null
        && (order.Account.CanSignIn || (IsDead(e) && order.Account.Options.RefreshToken is { } configured && configured != refreshToken));

    // By the error code, not the status alone: Spring answers a dead refresh token with 401 invalid_token or unauthorized, league up to 8 with
    // 401 invalid_request, Moov with a 422 that has no code.
    private static bool IsDead(SonetelAuthException e) =>
        e.Error is "invalid_grant" or "invalid_token" or "unauthorized"
        || e is { Error: "invalid_request", StatusCode: HttpStatusCode.Unauthorized }
        || (e.StatusCode is HttpStatusCode.UnprocessableEntity && e.Error is null);
}
