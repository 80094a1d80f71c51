using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.WorksWith;

[CancelAfter(60_000)]
public sealed class StandardResilienceTests
{
    [Test]
    public async Task Outside_of_the_handler_each_attempt_has_the_token_and_a_401_is_no_attempt(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        var (services, api) = (world.Services, world.Emulator.BaseAddress);
        RetryAtOnce(services);

        var resilient = services.AddHttpClient("resilient", c => c.BaseAddress = api);
        resilient.AddStandardResilienceHandler();
        resilient.AddSonetelAuthHandler();

        await TokenLife.ShowAsync(world, world.Client("resilient"), ct);
        world.Emulator.ApiFaults.Next(Fault.Status(503), times: 2);
        Assert.That(await world.Client("resilient").GetStringAsync("account/", ct), Does.Contain("success"));
        var tokens = world.Emulator.ApiRequests.Select(request => request.Headers["Authorization"]).Distinct();
        Assert.That(tokens, Has.Exactly(2).Items);
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(2));
    }

    [Test]
    public async Task On_the_token_client_a_sign_in_is_tried_again_and_a_refresh_token_goes_out_once(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        var (services, account) = (world.Services, world.Account);
        RetryAtOnce(services);

        account.TokenClient.AddStandardResilienceHandler();

        world.Emulator.TokenFaults.Next(Fault.Status(503), times: 2);
        var status = await world.GetAsync("account/", ct);
        Assert.That((int)status, Is.EqualTo(200));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(3));

        world.Emulator.RevokeAllTokens();
        status = await world.GetAsync("account/", ct);
        Assert.That((int)status, Is.EqualTo(200));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(4));
        Assert.That(world.Emulator.Counters.RefreshTokenReuses, Is.Zero);
    }

    [Test]
    public async Task An_attempt_that_times_out_while_it_waits_for_a_token_leaves_the_renewal_to_the_next_one(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        var timedOut = new TaskCompletionSource();
        RetryAtOnce(world.Services);
        world.Services.ConfigureAll<HttpStandardResilienceOptions>(o =>
        {
            o.AttemptTimeout.Timeout = TimeSpan.FromMilliseconds(200);
            o.AttemptTimeout.OnTimeout = _ => new ValueTask(Task.FromResult(timedOut.TrySetResult()));
            o.Retry.MaxRetryAttempts = 100;
        });
        var resilient = world.Services.AddHttpClient("resilient", c => c.BaseAddress = world.Emulator.BaseAddress);
        resilient.AddStandardResilienceHandler();
        resilient.AddSonetelAuthHandler();
        Task<string> call;

        using (world.Emulator.HoldTokenRequests())
        {
            call = world.Client("resilient").GetStringAsync("account/", ct);
            await timedOut.Task.WaitAsync(ct);
        }

        Assert.That(await call, Does.Contain("success"));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    private static void RetryAtOnce(IServiceCollection services) =>
        services.ConfigureAll<HttpStandardResilienceOptions>(o => o.Retry.Delay = TimeSpan.Zero);
}
