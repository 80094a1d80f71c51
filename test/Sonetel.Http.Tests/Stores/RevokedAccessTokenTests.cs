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

    // Just before the access token is forgotten, another process claims the row.
    private async ValueTask<bool> WriteAfterClaimAsync(string key, TokenSet tokens, Ct ct)
    {
        var row = await _rows.GetAsync(key, ct);

        if (tokens is { AccessToken: null, Renewer: null } && row is { Renewer: null })
        {
            await _rows.SetAsync(key, row with { Renewer = "of another process", Generation = row.Generation + 1 }, ct);
        }

        return await _rows.SetAsync(key, tokens, ct);
    }
}
