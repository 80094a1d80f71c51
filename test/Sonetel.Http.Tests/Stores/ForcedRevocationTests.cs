namespace Sonetel.Http.Tests.Stores;

/// <summary>A revocation does not wait longer than <c>TokenRequestTimeout</c> for the row, and knows which tokens are the latest.</summary>
[CancelAfter(30_000)]
public sealed class ForcedRevocationTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    [Test]
    public async Task It_revokes_the_tokens_that_never_reached_the_store_instead_of_the_row_s(Ct ct)
    {
        var store = new ScriptedStore();
        store.BeforeSet = tokens => tokens.AccessToken?.Value == "token-2" ? throw new IOException("down") : Task.CompletedTask;
        var fleet = new FleetWorlds(store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        await world.Auth.CreateTokenAsync(cancellationToken: ct);

        await fleet.Time.StepUntil(RevokeAsync(world, ct), Step, ct);

        Assert.That(fleet.Endpoint.Bodies.Skip(2), Has.Some.Contains("token=refresh-2").And.Some.Contains("token=token-2").And.None.Contains("-1"));
    }

    [Test]
    public async Task It_revokes_the_row_s_tokens_though_another_process_holds_its_claim_all_the_time(Ct ct)
    {
        var store = new ScriptedStore();
        var fleet = new FleetWorlds(store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        await world.Auth.GetAccessTokenAsync(ct);
        var row = (await store.GetAsync(world.Key, ct))!;
        var token = new AccessToken { Value = "token-9", ExpiresAt = fleet.Time.GetUtcNow().AddHours(1) };
        row = row with { AccessToken = token, RefreshToken = "refresh-9", AcquiredAt = row.AcquiredAt.AddSeconds(1), Renewer = "another process" };
        store.BeforeGet = async () =>
        {
            row = row with { Generation = row.Generation + 1 };
            await store.Memory.SetAsync(world.Key, row, ct);
        };

        await fleet.Time.StepUntil(RevokeAsync(world, ct), Step, ct);

        Assert.That(fleet.Endpoint.Bodies.Skip(1), Has.Some.Contains("token=refresh-9").And.Some.Contains("token=token-9").And.None.Contains("refresh-1"));
        Assert.That((await store.Memory.GetAsync(world.Key, ct))!.RefreshToken, Is.Null);
    }

    [Test]
    public async Task Before_the_first_token_there_is_none_to_revoke_and_the_configured_refresh_token_stays(Ct ct)
    {
        await using var world = new FleetWorlds(new MemoryTokenStore()).StartWithRefreshTokenOnly();

        await world.Auth.RevokeTokenAsync(TokenTypeHint.AccessToken, ct);

        await world.Auth.GetAccessTokenAsync(ct);
        Assert.That(world.Endpoint.Bodies, Has.Exactly(1).Items.And.All.Contains("refresh_token=given"));
    }

    private static async Task<bool> RevokeAsync(TestWorld world, Ct ct)
    {
        await world.Auth.RevokeTokenAsync(cancellationToken: ct);
        return true;
    }
}
