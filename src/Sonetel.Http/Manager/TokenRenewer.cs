using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>One renewal from beginning to end: what the store has, else refresh token, else sign-in, and the result into the store. Holds no state.</summary>
internal sealed class TokenRenewer(TokenEndpoint endpoint, TimeProvider time, ILogger<TokenRenewer> logger)
{
    private readonly Adoption _adoption = new(time);

    public async ValueTask<Renewal> RenewAsync(bool async, RenewalContext order, ResilientTokenStore store, Ct ct)
    {
        // What another process renewed costs no request, and most of the time no lock either.
        if (await AdoptAsync(async, order, store, ct).ConfigureAwait(false) is { } early)
        {
            return new Renewal(early, null, false);
        }

        var turn = await store.LockAsync(async, order.Account, ct).ConfigureAwait(false);

        try
        {
            var stored = await store.GetAsync(async, order.Account, ct).ConfigureAwait(false);
            return _adoption.Of(order, store, stored) is { } adopted
                ? new Renewal(adopted, null, false)
                : await AskAsync(async, order, Adoption.Latest(order, store, stored), turn is not null, store, ct).ConfigureAwait(false);
        }
        finally
        {
            await store.ReleaseAsync(async, order.Account, turn).ConfigureAwait(false);
        }
    }

    private async ValueTask<Renewal> AskAsync(bool async, RenewalContext order, TokenSet? known, bool holdsLock, ResilientTokenStore store, Ct ct)
    {
        var refreshToken = RenewalRules.RefreshTokenFor(order, known);

        // Another process may spend the same one now, and the server then ends all that came of it. One that the caller names is the caller's.
        if (refreshToken is not null && !holdsLock && store.IsShared && order.Request?.RefreshToken is null)
        {
            refreshToken = order.Account.CanSignIn && order.Request?.GrantType is not GrantType.RefreshToken ? null : throw RenewalRules.LockNeeded(order.Account);
        }

        return refreshToken is null
            ? await SignInAsync(async, order, known, refreshTokenIsSpent: false, store, ct).ConfigureAwait(false)
            : await RefreshAsync(async, order, known, refreshToken, store, ct).ConfigureAwait(false);
    }

    private async ValueTask<Renewal> RefreshAsync(bool async, RenewalContext order, TokenSet? known, string refreshToken, ResilientTokenStore store, Ct ct)
    {
        var claim = new RefreshTokenClaim(store, order, known, refreshToken);
        SonetelAuthException? failure = null;

        if (await claim.TakeAsync(async, ct).ConfigureAwait(false))
        {
            (var issued, failure) = await TryAsync(async, order, Grant.Refresh(refreshToken, order.Request), ct).ConfigureAwait(false);

            if (issued is { } renewed)
            {
                return await KeepAsync(async, order, renewed, renewed.RefreshToken ?? refreshToken, claim.Taken, store).ConfigureAwait(false);
            }

            // The endpoint did not get to use it.
            if (!RenewalRules.IsDead(failure!) && !failure!.OutcomeUnknown)
            {
                await claim.GiveBackAsync(async).ConfigureAwait(false);
                return new Renewal(null, failure, false);
            }
        }

        // A refresh token that the store no longer holds was spent by another process: its token is as good as ours.
        if (await AdoptAsync(async, order, store, ct).ConfigureAwait(false) is { } winners)
        {
            return new Renewal(winners, null, false);
        }

        if (failure is not null && !RenewalRules.MaySignIn(order, refreshToken, failure))
        {
            // Dead, or perhaps spent: an account that can sign in does not try it again.
            return new Renewal(null, failure, order.Account.CanSignIn && order.Request?.RefreshToken is null);
        }

        Log.RefreshTokenGivenUp(logger, order.Account.Name, failure?.Error ?? "no usable answer");
        return await SignInAsync(async, order, claim.Taken, refreshTokenIsSpent: true, store, ct).ConfigureAwait(false);
    }

    private async ValueTask<Renewal> SignInAsync(bool async, RenewalContext order, TokenSet? known, bool refreshTokenIsSpent, ResilientTokenStore store, Ct ct)
    {
        var (issued, failure) = await TryAsync(async, order, RenewalRules.SignIn(order), ct).ConfigureAwait(false);

        if (issued is not { } token)
        {
            return new Renewal(null, failure, refreshTokenIsSpent);
        }

        var kept = token.RefreshToken ?? (order.Account.CanSignIn ? null : order.Account.Options.RefreshToken);
        return await KeepAsync(async, order, token, kept, known, store).ConfigureAwait(false);
    }

    private async ValueTask<(IssuedToken? Issued, SonetelAuthException? Failure)> TryAsync(bool async, RenewalContext order, Grant grant, Ct ct)
    {
        try
        {
            return (await endpoint.RequestAsync(async, order.Account, grant, order.Account.Options.TokenRequestTimeout, ct).ConfigureAwait(false), null);
        }
        catch (SonetelAuthException e)
        {
            return (null, e);
        }
    }

    private async ValueTask<TokenSnapshot?> AdoptAsync(bool async, RenewalContext order, ResilientTokenStore store, Ct ct) =>
        order.Request is null ? _adoption.Of(order, store, await store.GetAsync(async, order.Account, ct).ConfigureAwait(false)) : null;

    // The rotated refresh token is in the store before anyone uses the new access token; not even the process's end comes between, because the old one is spent.
    // A store that fails now costs the fleet the token, and this process nothing.
    private async ValueTask<Renewal> KeepAsync(bool async, RenewalContext order, IssuedToken issued, string? refreshToken, TokenSet? known, ResilientTokenStore store)
    {
        var tokens = new TokenSet(issued.AccessToken, refreshToken, issued.SentAt, Math.Max(known?.Generation ?? 0, order.Held.Tokens?.Generation ?? 0) + 1)
        {
            Credentials = order.Account.Credentials,
        };

        // Whoever comes later than a holder that lost its lock has the newer token.
        if (!await store.OfferAsync(async, order.Account, tokens).ConfigureAwait(false) && await store.TryGetAsync(async, order.Account).ConfigureAwait(false) is var stored
            && _adoption.Of(order, store, stored) is { } newer)
        {
            return new Renewal(newer, null, false);
        }

        // Zero and less is good for those who wait now, and for nobody after them.
        var times = issued.Lifetime > TimeSpan.Zero
            ? RenewalTimes.For(issued.SentTimestamp, issued.Lifetime, order.Account.Options, Random.Shared.NextDouble(), time.TimestampFrequency)
                .WithRoomFor(issued.SentTimestamp, time.GetTimestamp() - issued.SentTimestamp)
            : RenewalTimes.Past;
        return new Renewal(new TokenSnapshot(tokens, isNew: true, times), null, false);
    }
}
