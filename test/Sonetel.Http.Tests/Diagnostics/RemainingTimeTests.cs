namespace Sonetel.Http.Tests.Diagnostics;

/// <summary>The metric of the time until a token expires.</summary>
[CancelAfter(30_000)]
public sealed class RemainingTimeTests
{
    [Test]
    public async Task An_account_without_a_token_has_none()
    {
        await using var world = new TestWorld();
        using var measured = new Measured(world.Provider);

        Assert.That(world.Auth.Status.ExpiresAt, Is.Null);
        measured.Collect();

        Assert.That(measured.Values("sonetel.token.remaining"), Is.Empty);
    }

    [Test]
    public async Task A_header_that_never_expires_has_none(Ct ct)
    {
        await using var world = new TestWorld(options => options.UseSipgate("token-id", "token"));
        using var measured = new Measured(world.Provider);
        await world.Auth.GetAccessTokenAsync(ct);

        measured.Collect();

        Assert.That(measured.Values("sonetel.token.remaining"), Is.Empty);
    }

    [Test]
    public async Task An_expired_token_has_zero(Ct ct)
    {
        await using var world = new TestWorld();
        using var measured = new Measured(world.Provider);
        await world.Auth.GetAccessTokenAsync(ct);
        world.Time.Advance(TimeSpan.FromHours(2));

        measured.Collect();

        Assert.That(measured.Values("sonetel.token.remaining"), Is.EqualTo(new[] { 0.0 }));
    }
}
