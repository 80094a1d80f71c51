namespace Sonetel.Http.Tests;

/// <summary>How often a request to a host that gets no token is warned of.</summary>
[CancelAfter(30_000)]
public sealed class DisallowedHostTests
{
    [Test]
    public async Task Addresses_without_end_are_warned_of_a_thousand_times(Ct ct)
    {
        await using var world = new TestWorld();

        for (var host = 0; host < 1_010; host++)
        {
            using var response = await world.Client.GetAsync(new Uri($"https://recordings-{host}.example/"), ct);
        }

        Assert.That(world.Logs.Count("HostNotAllowed"), Is.EqualTo(1_000));
    }
}
