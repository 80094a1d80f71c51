using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http.Tests;

/// <summary>Rule 6: where a token goes, and where it does not.</summary>
[CancelAfter(30_000)]
public sealed class LeakTests
{
    [TestCase("https://api.example.com/")]
    [TestCase("https://API.Example.COM/")]
    [TestCase("https://api.example.com:443/")]
    [TestCase("https://ports.example:8443/")]
    [TestCase("https://a.ports.example:8444/")]
    [TestCase("https://127.0.0.1:8443/")]
    [TestCase("https://api.example.com./")]
    [TestCase("https://user:pass@api.example.com/")]
    [TestCase("https://a.wild.example/")]
    [TestCase("https://a.b.wild.example/")]
    [TestCase("https://xn--bcher-kva.example/")]
    [TestCase("https://bücher.example/")]
    [TestCase("https://[2001:db8::1]/")]
    [TestCase("https://[2001:DB8:0::1]/")]
    [TestCase("https://[2001:db8::2]:444/")]
    [TestCase("http://localhost:5001/")]
    [TestCase("http://127.0.0.1:1/")]
    [TestCase("http://[::1]/")]
    public void A_token_goes_to(string address) => Assert.That(Allowed.Allows(new Uri(address)), Is.True);

    [TestCase("http://api.example.com/")]
    [TestCase("ftp://api.example.com/")]
    [TestCase("https://evilapi.example.com/")]
    [TestCase("https://api.example.com:8443/")]
    [TestCase("https://api.example.com:80/")]
    [TestCase("https://a.wild.example:8443/")]
    [TestCase("https://[2001:db8::1]:444/")]
    [TestCase("https://ports.example/")]
    [TestCase("https://ports.example:8444/")]
    [TestCase("https://a.ports.example/")]
    [TestCase("https://api.example.com.evil.net/")]
    [TestCase("https://api.example.com@evil.net/")]
    [TestCase("https://api.example.com%40evil.net/")]
    [TestCase("https://evil.net/api.example.com/")]
    [TestCase("https://evil.net#@api.example.com/")]
    [TestCase("https://evil.net\\@api.example.com/")]
    [TestCase("https://evil.net?.api.example.com/")]
    [TestCase("https://wild.example/")]
    [TestCase("https://evilwild.example/")]
    [TestCase("https://a.wild.example.evil.net/")]
    [TestCase("https://xn--bchr-boa.example/")]
    [TestCase("https://[2001:db8::2]/")]
    [TestCase("http://localhost:5002/")]
    [TestCase("http://localhost.evil.net:5001/")]
    [TestCase("http://127.0.0.1.evil.net/")]
    [TestCase("http://[2001:db8::1]/")]
    [TestCase("/relative")]
    public void A_token_does_not_go_to(string address)
    {
        Allowed.Allows(new Uri("https://api.example.com/first"));

        // What is no address at all cannot be sent to either.
        Assert.That(Uri.TryCreate(address, UriKind.RelativeOrAbsolute, out var uri) && Allowed.Allows(uri), Is.False);
    }

    [TestCase("")]
    [TestCase("*")]
    [TestCase("*.")]
    [TestCase("https://api.example.com")]
    [TestCase("api.example.com/path")]
    [TestCase("user@api.example.com")]
    [TestCase("api.*.com")]
    [TestCase("api example.com")]
    [TestCase("api.example.com:99999")]
    public void An_entry_that_is_no_host_is_refused(string entry) => Assert.That(AllowedHost.TryParse(entry, out _), Is.False);

    [Test]
    public async Task Another_host_gets_a_bare_request_and_one_warning([Values] bool async, Ct ct)
    {
        await using var world = new TestWorld();

        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "https://recordings.example.net/1?signature=abc");
            using var response = await world.SendAsync(async, request, ct);
        }

        Assert.That(world.Sent, Is.EqualTo(new[] { "(none)", "(none)", "(none)" }));
        Assert.That(world.Endpoint.Requests, Is.Zero);
        Assert.That(world.Logs.Count("HostNotAllowed"), Is.EqualTo(1));
    }

    [TestCase("https://public-api.sonetel.com:8443/", "public-api.sonetel.com:8443")]
    [TestCase("https://a.wild.example:444/", "a.wild.example:444")]
    [TestCase("https://[2001:db8::1]:444/", "[2001:db8::1]:444")]
    [TestCase("http://localhost:5002/", "localhost:5002")]
    public async Task Where_only_the_port_is_not_allowed_the_warning_says_what_to_write(string address, string entry, Ct ct)
    {
        await using var world = new TestWorld(options =>
        {
            options.AllowedHosts.Add("*.wild.example");
            options.AllowedHosts.Add("2001:db8::1");
            options.AllowedHosts.Add("localhost:5001");
        });

        for (var i = 0; i < 3; i++)
        {
            using var response = await world.Client.GetAsync(new Uri(address), ct);
        }

        Assert.That(world.Sent, Is.All.EqualTo("(none)"));
        Assert.That(world.Logs.Count("PortNotAllowed"), Is.EqualTo(1));
        Assert.That(world.Logs.At(LogLevel.Warning), Has.Some.Contains($"port {new Uri(address).Port}").And.Contains($"\"{entry}\""));
        Assert.That(AllowedHost.TryParse(entry, out var allowed) && allowed.Matches(new Uri(address)), Is.True, "what it says to write works");
    }

    [Test]
    public async Task A_signature_of_the_callers_own_that_NET_cannot_parse_stays(
        [Values("https://public-api.sonetel.com/", "https://s3.amazonaws.com/")] string address,
        [Values("AWS4-HMAC-SHA256 Credential=AKID/aws4_request, SignedHeaders=host, Signature=5d67", "key:secret", "dXNlcjpwYXNz/Zg==")] string signature,
        [Values] bool isBare,
        Ct ct)
    {
        await using var world = new TestWorld();
        string? sent = null;
        world.Api = (request, _) => Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage { ReasonPhrase = sent = request.Headers.NonValidated["Authorization"].ToString() });
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Authorization", signature);

        using var response = await world.Client.SendAsync(isBare ? request.WithoutSonetelAuth() : request, ct);

        Assert.That(sent, Is.EqualTo(signature));
        Assert.That(world.Endpoint.Requests, Is.Zero);
    }

    [Test]
    public async Task A_request_that_wants_no_token_gets_none(Ct ct)
    {
        await using var world = new TestWorld();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/").WithoutSonetelAuth();

        using var response = await world.Client.SendAsync(request, ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { "(none)" }));
    }

    [Test]
    public async Task A_host_that_is_taken_away_at_the_last_moment_gets_no_token([Values] bool async, Ct ct)
    {
        var time = new LookedAtTime();
        await using var world = new TestWorld(build: account => account.Services.AddSingleton<TimeProvider>(time));
        await world.Auth.GetAccessTokenAsync(ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://public-api.sonetel.com/account/");

        // The clock is read once the host was found to be allowed.
        time.AtNextLook = () => world.Provider.GetRequiredService<ISonetelAuthFactory>().Set(string.Empty, options =>
        {
            (options.Username, options.Password) = ("user@example.com", "password-0");
            options.AllowedHosts.Clear();
            options.AllowedHosts.Add("other.example.com");
        });
        using var response = await world.SendAsync(async, request, ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { "(none)" }));
    }

    private static readonly AllowedHosts Allowed = new(
        ["api.example.com", "*.wild.example", "bücher.example", "2001:db8::1", "[2001:db8::2]:444", "localhost:5001", "127.0.0.1", "[::1]", "ports.example:8443", "*.ports.example:8444"]);

    private sealed class LookedAtTime : TimeProvider
    {
        private Action? _atNextLook;

        public Action? AtNextLook
        {
            set => _atNextLook = value;
        }

        public override long GetTimestamp()
        {
            Interlocked.Exchange(ref _atNextLook, null)?.Invoke();
            return base.GetTimestamp();
        }
    }
}
