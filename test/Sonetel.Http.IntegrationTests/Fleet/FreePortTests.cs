namespace Sonetel.Http.IntegrationTests.Fleet;

public sealed class FreePortTests
{
    [Test]
    public void A_port_is_given_once_and_never_to_those_who_ask_the_system_for_any()
    {
        const string range = "/proc/sys/net/ipv4/ip_local_port_range";
        Assume.That(range, Does.Exist);
        var given = int.Parse(File.ReadAllText(range).Split()[0], System.Globalization.CultureInfo.InvariantCulture);
        Assume.That(given, Is.GreaterThanOrEqualTo(32_768), "The machine gives out more ports than Linux does by default.");

        var taken = Enumerable.Range(0, 500).Select(_ => FreePort.Take()).ToArray();

        Assert.Multiple(() =>
        {
            Assert.That(taken, Is.Unique);
            Assert.That(taken, Is.All.LessThan(given));
        });
    }
}
