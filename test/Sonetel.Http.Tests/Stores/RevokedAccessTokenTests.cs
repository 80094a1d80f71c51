namespace Sonetel.Http.Tests.Stores;

/// <summary>The access token alone is revoked, while other processes renew.</summary>
[CancelAfter(30_000)]
public sealed class RevokedAccessTokenTests
{
    private readonly MemoryTokenStore _rows = new();
    private readonly ITokenStore _store = Substitute.For<ITokenStore>();

    // Found by the simulated fleet, rt-forget, seeds 181, 372, 536 and 597.
    [Test]
    public async Task A_refresh_token_that_another_process_has_just_claimed_is_not_written_back(Ct ct)
    {
        _store.GetAsync("", default).ReturnsForAnyArgs(call => _rows.GetAsync(call.Arg<string>(), ct));
        _store.SetAsync("", null!, default).ReturnsForAnyArgs(call => WriteAfterClaimAsync(call.Arg<string>(), call.Arg<TokenSet>(), ct));
        var fleet = new FleetWorlds(_store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);

        var revoking = world.Auth.RevokeTokenAsync(TokenTypeHint.AccessToken, ct);
        var failed = revoking.ContinueWith(static ended => ended.IsFaulted, TaskScheduler.Default);
        var hasFailed = await fleet.Time.StepUntil(failed, TimeSpan.FromSeconds(30), ct);

        Assert.That((await _rows.GetAsync(world.Key, ct))!.Renewer, Is.EqualTo("of another process"));
        Assert.That(hasFailed, Is.True);
    }

    [Test]
    public async Task Whoever_loses_the_race_for_the_row_forgets_the_token_that_won_it(Ct ct)
    {
        var (store, hasLost) = (new ScriptedStore(), false);
        var fleet = new FleetWorlds(store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        store.BeforeSet = async _ =>
        {
            if (!hasLost)
            {
                hasLost = true;
                var row = (await store.Memory.GetAsync(world.Key, ct))!;
                await store.Memory.SetAsync(world.Key, row with { RefreshToken = "refresh-9", Generation = row.Generation + 1 }, ct);
            }
        };

        await world.Auth.RevokeTokenAsync(TokenTypeHint.AccessToken, ct);

        var left = (await store.GetAsync(world.Key, ct))!;
        Assert.That((left.AccessToken, left.RefreshToken, left.Renewer), Is.EqualTo(((AccessToken?)null, "refresh-9", (string?)null)));
    }

    [Test]
    public async Task It_is_revoked_at_the_server_although_the_store_is_away(Ct ct)
    {
        var store = new UnsteadyStore();
        var fleet = new FleetWorlds(store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        store.Fails = true;

        var revoking = world.Auth.RevokeTokenAsync(TokenTypeHint.AccessToken, ct);
        var failed = revoking.ContinueWith(static ended => ended.IsFaulted, TaskScheduler.Default);

        Assert.That(await fleet.Time.StepUntil(failed, TimeSpan.FromSeconds(30), ct), Is.True);
        Assert.That(fleet.Endpoint.Bodies[^1], Does.Contain("token=token-1").And.Contain("token_type_hint=access_token"));
    }

    // Just before the access token is forgotten, another process claims the row.
    private async ValueTask<bool> WriteAfterClaimAsync(string key, TokenSet tokens, Ct ct)
    {
        var row = await _rows.GetAsync(key, ct);

        if (tokens.Renewer is not null && row is { Renewer: null, AccessToken: not null })
        {
            await _rows.SetAsync(key, row with { Renewer = "of another process", Generation = row.Generation + 1 }, ct);
        }

        return await _rows.SetAsync(key, tokens, ct);
    }
}
