using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests.Stores;

/// <summary>The machines of a fleet do not agree about the time.</summary>
[CancelAfter(30_000)]
public sealed class WrongClockTests
{
    [Test]
    public async Task A_token_of_a_process_whose_clock_is_two_hours_behind_is_used_by_those_who_waited_for_it([Values] bool canSignIn, Ct ct)
    {
        var store = new ScriptedStore();
        var fleet = new FleetWorlds(store);
        await using var world = canSignIn ? fleet.Start(options => options.TokenRequestTimeout = TimeSpan.FromMinutes(10)) : fleet.StartWithRefreshTokenOnly();
        var claim = new TokenSet(null, canSignIn ? null : "refresh-9", default, 1) { Renewer = "another process" };
        await store.SetAsync(world.Key, claim, ct);
        var secondRead = store.SecondRead();
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await secondRead.WaitAsync(ct);
        fleet.Time.Advance(TimeSpan.FromSeconds(2));

        var acquired = fleet.Time.GetUtcNow().AddHours(-2);
        var token = new AccessToken { Value = "of another process", ExpiresAt = acquired.AddHours(1) };
        var credentials = world.Provider.GetRequiredService<TokenManagers>().Get(string.Empty).Settings.Credentials;
        await store.SetAsync(world.Key, new TokenSet(token, "refresh-10", acquired, 2) { Credentials = credentials }, ct);

        Assert.That((await fleet.Time.StepByPauses(waiting, ct)).Value, Is.EqualTo("of another process"));
        Assert.That(fleet.Endpoint.Requests, Is.Zero);
    }
}
