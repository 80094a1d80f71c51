using Sonetel.Http.Emulator;

namespace Sonetel.Http.Sample;

/// <summary>The failures that a client meets in production, and the expected counts with the library.</summary>
internal static class Scenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new("cold start", ColdStartAsync),
        new("expiries under traffic", ExpiriesAsync),
        new("tokens revoked under traffic", RevokedAsync),
        new("token endpoint down", EndpointDownAsync),
        new("wrong password", WrongPasswordAsync),
    ];

    private static async Task<Outcome> ColdStartAsync(Ct ct)
    {
        await using var world = await World.CreateAsync(ct);
        var traffic = new Traffic(world.Accounts);

        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => traffic.CallAsync(ct)));

        var requests = world.Emulator.Counters.TokenRequests;
        return new Outcome(
            traffic.Failed == 0 && requests == 1,
            $"{traffic.Calls:N0} concurrent calls, {traffic.Failed} failed, {requests} token request");
    }

    private static async Task<Outcome> ExpiriesAsync(Ct ct)
    {
        await using var world = await World.CreateAsync(ct);
        world.Emulator.Switches.AccessTokenLifetime = TimeSpan.FromSeconds(3);
        var traffic = new Traffic(world.Accounts);

        await traffic.FlowAsync(TimeSpan.FromSeconds(10), ct);

        // A token of three seconds is renewed after about two and a half, so ten seconds take four to six tokens.
        var (requests, refused) = (world.Emulator.Counters.TokenRequests, world.Emulator.Counters.ApiUnauthorized);
        var isOnePerLifetime = requests is >= 4 and <= 6 && requests == world.Emulator.Counters.TokensIssued;
        return new Outcome(
            traffic.Failed == 0 && refused == 0 && isOnePerLifetime,
            $"{traffic.Calls:N0} calls in 10 s, {traffic.Failed} failed, {refused} refused, "
            + $"{requests} token requests for {requests} lifetimes");
    }

    private static async Task<Outcome> RevokedAsync(Ct ct)
    {
        await using var world = await World.CreateAsync(ct);
        var traffic = new Traffic(world.Accounts);
        var flow = traffic.FlowAsync(TimeSpan.FromSeconds(4), ct);

        for (var i = 0; i < 3; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), ct);
            world.Emulator.RevokeAllTokens();
        }

        await flow;
        var requests = world.Emulator.Counters.TokenRequests;
        return new Outcome(
            traffic.Failed == 0 && requests == 4,
            $"{traffic.Calls:N0} calls over 3 revocations, {traffic.Failed} failed, {requests} token requests");
    }

    private static async Task<Outcome> EndpointDownAsync(Ct ct)
    {
        await using var world = await World.CreateAsync(ct);
        world.Emulator.Switches.AccessTokenLifetime = TimeSpan.FromSeconds(15);
        var traffic = new Traffic(world.Accounts);
        await traffic.CallAsync(ct);
        world.Emulator.TokenFaults.Always(Fault.Status(503));

        // The renewal is due after about 12 s, and the token is used until 13.5 s.
        await traffic.FlowAsync(TimeSpan.FromSeconds(12.7), ct);

        // The refresh token is sent twice, because a single 503 is no outage, followed by one sign-in.
        var tries = world.Emulator.Counters.TokenRequests - 1;
        return new Outcome(
            traffic.Failed == 0 && tries is 3,
            $"{traffic.Calls:N0} calls while the token was valid, {traffic.Failed} failed, "
            + $"{tries} tries at the endpoint");
    }

    private static async Task<Outcome> WrongPasswordAsync(Ct ct)
    {
        await using var world = await World.CreateAsync(ct, password: "wrong");
        var errors = new List<string>();

        for (var i = 0; i < 100; i++)
        {
            try
            {
                await world.Accounts.GetAccountAsync(ct);
            }
            catch (SonetelAuthException e)
            {
                errors.Add(e.Message);
            }
        }

        var requests = world.Emulator.Counters.TokenRequests;
        return new Outcome(
            errors.Count == 100 && requests == 1,
            $"{errors.Count} calls failed with \"{errors.FirstOrDefault()}\", {requests} token request");
    }
}
