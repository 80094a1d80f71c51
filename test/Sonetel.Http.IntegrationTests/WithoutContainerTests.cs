using System.Net;
using Microsoft.Extensions.Options;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests;

/// <summary>A handler that needs no container, over real sockets.</summary>
[CancelAfter(30_000)]
public sealed class WithoutContainerTests
{
    [Test]
    public async Task A_script_signs_in_once_and_survives_a_401([Values] bool async, Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(new SonetelEmulatorOptions(), ct);
        using var client = CreateClient(emulator);

        Assert.That(await GetAsync(client, async, ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await GetAsync(client, async, ct), Is.EqualTo(HttpStatusCode.OK));
        emulator.RevokeAllTokens();
        Assert.That(await GetAsync(client, async, ct), Is.EqualTo(HttpStatusCode.OK));

        Assert.That(emulator.Counters.TokenRequests, Is.EqualTo(2));
        Assert.That(emulator.Counters.Refreshes, Is.EqualTo(1));
    }

    [Test]
    public async Task Two_handlers_share_nothing(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(new SonetelEmulatorOptions(), ct);
        emulator.Options.MoreUsers["second@example.com"] = "second-password";
        using var one = CreateClient(emulator);
        var other = CreateClient(emulator, options => (options.Username, options.Password) = ("second@example.com", "second-password"));

        await GetAsync(one, async: true, ct);
        await GetAsync(other, async: true, ct);
        other.Dispose();

        Assert.That(await GetAsync(one, async: true, ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(emulator.TokenRequests.Select(request => request.Parameters["username"]), Is.EqualTo(new[] { "user@example.com", "second@example.com" }));
    }

    [Test]
    public async Task Disposing_the_handler_ends_a_pending_token_request_and_disposes_the_inner_handler(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(new SonetelEmulatorOptions(), ct);
        var inner = new DisposalHandler();
        var handler = SonetelAuthHandler.Create(options => Configure(options, emulator), inner);
        var client = new HttpClient(handler, disposeHandler: false) { BaseAddress = emulator.BaseAddress };

        using (emulator.HoldTokenRequests())
        {
            var waiting = GetAsync(client, async: true, ct);
            await emulator.TokenRequestArrivedAsync(ct);
            await Task.Run(handler.Dispose, ct);

            Assert.That(async () => await waiting, Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("disposed"));
        }

        Assert.That(inner.IsDisposed, Is.True);
        Assert.That(async () => await GetAsync(client, async: true, ct), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void Options_that_cannot_work_are_told_at_once() =>
        Assert.That(
            () => SonetelAuthHandler.Create(options => options.Username = "user@example.com"),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("Password"));

    [Test]
    public async Task Another_account_by_name_is_not_known(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(new SonetelEmulatorOptions(), ct);
        using var client = CreateClient(emulator);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        request.UseSonetelAccount("second");

        Assert.That(async () => await client.SendAsync(request, ct), Throws.InstanceOf<InvalidOperationException>().With.Message.Contains("'second'"));
    }

    private static HttpClient CreateClient(SonetelEmulator emulator, Action<SonetelAuthOptions>? configure = null)
    {
        var handler = SonetelAuthHandler.Create(options =>
        {
            Configure(options, emulator);
            configure?.Invoke(options);
        });
        return new HttpClient(handler) { BaseAddress = emulator.BaseAddress };
    }

    private static void Configure(SonetelAuthOptions options, SonetelEmulator emulator)
    {
        options.UseSonetel(emulator.Options.Username, emulator.Options.Password);
        options.TokenEndpoint = emulator.TokenEndpoint;
        options.AllowedHosts.Add(emulator.BaseAddress.Authority);
    }

    private static async Task<HttpStatusCode> GetAsync(HttpClient client, bool async, Ct ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        using var response = async ? await client.SendAsync(request, ct) : client.Send(request, ct);
        return response.StatusCode;
    }

    private sealed class DisposalHandler : DelegatingHandler
    {
        public DisposalHandler() => InnerHandler = new SocketsHttpHandler();

        public bool IsDisposed { get; private set; }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
