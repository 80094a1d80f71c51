using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests;

/// <summary>Options that are set while a token request is pending.</summary>
[CancelAfter(30_000)]
public sealed class ChangeDuringRequestTests
{
    [Test]
    public async Task With_the_same_credentials_the_pending_request_continues(Ct ct)
    {
        await using var world = new TestWorld();
        Set(world, "anna", options => options.RefreshAhead = TimeSpan.FromMinutes(1));
        var waiting = await StartAsync(world, ct);

        Set(world, "anna", options => options.RefreshAhead = TimeSpan.FromMinutes(2));
        world.Endpoint.Release();

        Assert.That((await waiting).Value, Is.EqualTo("token-1"));
    }

    [Test]
    public async Task Callers_that_have_waited_longer_than_the_new_limit_are_told_so(Ct ct)
    {
        await using var world = new TestWorld();
        Set(world, "anna", _ => { });
        var waiting = await StartAsync(world, ct);
        world.Time.Advance(TimeSpan.FromSeconds(20));

        Set(world, "berta", options => options.TokenRequestTimeout = TimeSpan.FromSeconds(10));

        Assert.That(
            async () => await waiting,
            Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("no token was received within TokenRequestTimeout"));
    }

    private static async Task<Task<AccessToken>> StartAsync(TestWorld world, Ct ct)
    {
        world.Endpoint.Hold();
        var waiting = world.Auth.GetAccessTokenAsync(ct).AsTask();
        await world.Endpoint.Arrived(ct);
        return waiting;
    }

    private static void Set(TestWorld world, string user, Action<SonetelAuthOptions> configure) =>
        world.Provider.GetRequiredService<ISonetelAuthFactory>().Set(string.Empty, options =>
        {
            (options.Username, options.Password) = (user, "password-0");
            configure(options);
        });
}
