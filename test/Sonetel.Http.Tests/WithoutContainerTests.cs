using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Options;

namespace Sonetel.Http.Tests;

/// <summary>A handler that needs no container.</summary>
[CancelAfter(30_000)]
public sealed class WithoutContainerTests
{
    private static readonly Uri Address = new("https://public-api.sonetel.com/account/");

    [Test]
    public async Task It_sends_the_token_by_the_handler_that_it_is_given([Values] bool async, Ct ct)
    {
        var inner = new TestHandler(request => new HttpResponseMessage { ReasonPhrase = $"{request.Headers.Authorization}" });
        using var client = new HttpClient(SonetelAuthHandler.Create(UseBasic, inner));
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);

        using var response = async ? await client.SendAsync(request, ct) : client.Send(request, ct);

        Assert.That(response.ReasonPhrase, Is.EqualTo("Basic dXNlcjpwYXNzd29yZC0w"));
    }

    [Test]
    public void Without_one_it_uses_a_connection_for_at_most_five_minutes()
    {
        using var handler = SonetelAuthHandler.Create(UseBasic);

        Assert.That((handler.InnerHandler as SocketsHttpHandler)?.PooledConnectionLifetime, Is.EqualTo(TimeSpan.FromMinutes(5)));
    }

    [Test]
    public void Options_that_cannot_work_are_told_at_once() =>
        Assert.That(
            () => SonetelAuthHandler.Create(options => options.Username = "user@example.com"),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("Password"));

    [Test]
    public async Task The_remaining_time_of_its_token_is_measured_until_it_is_disposed(Ct ct)
    {
        using var endpoint = new LoopbackTokenEndpoint();
        var handler = SonetelAuthHandler.Create(endpoint.Use, new TestHandler(_ => new HttpResponseMessage()));
        using var client = new HttpClient(handler);
        var sending = client.GetAsync(Address, ct);
        await endpoint.AnswerAsync("token-1", ct);
        using var response = await sending;

        Assert.That(Remaining(), Is.EqualTo(new[] { "default" }));
        handler.Dispose();
        Assert.That(Remaining(), Is.Empty);
    }

    [Test]
    public async Task Disposing_it_ends_a_pending_token_request_and_disposes_the_inner_handler(Ct ct)
    {
        using var endpoint = new LoopbackTokenEndpoint();
        var inner = new DisposalHandler();
        var handler = SonetelAuthHandler.Create(endpoint.Use, inner);
        using var client = new HttpClient(handler, disposeHandler: false);
        var waiting = client.GetAsync(Address, ct);
        await endpoint.Arrived(ct);

        await Task.Run(handler.Dispose, ct);

        Assert.That(async () => await waiting, Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("disposed"));
        Assert.That(inner.IsDisposed, Is.True);
    }

    private static void UseBasic(SonetelAuthOptions options) =>
        (options.GrantType, options.Username, options.Password) = (GrantType.Basic, "user", "password-0");

    // The accounts whose remaining time handlers without a container measure.
    private static List<object?> Remaining()
    {
        var accounts = new List<object?>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, it) =>
        {
            if (instrument is { Name: "sonetel.token.remaining", Meter.Scope: null })
            {
                it.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => accounts.Add(tags[0].Value));
        listener.Start();
        listener.RecordObservableInstruments();
        return accounts;
    }

    private sealed class DisposalHandler : HttpMessageHandler
    {
        public bool IsDisposed { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
