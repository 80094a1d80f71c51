using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Sonetel.Http.Tests.Diagnostics;

[CancelAfter(30_000)]
public sealed class TraceTests
{
    [Test]
    public async Task A_wait_stands_in_the_callers_trace_and_is_linked_to_the_token_request(Ct ct)
    {
        using var spans = new Spans();
        await using var world = new TestWorld();

        using var caller = spans.StartCaller();
        await world.GetAsync(ct);

        var wait = spans.Single("sonetel.token.wait", of: caller);
        var request = spans.All.Single(span => span.SpanId == wait.Links.Single().Context.SpanId);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(wait.ParentSpanId, Is.EqualTo(caller.SpanId));
            Assert.That(request.OperationName, Is.EqualTo("sonetel.token.request"));
            Assert.That(request.Kind, Is.EqualTo(ActivityKind.Client));
            Assert.That(request.TraceId, Is.Not.EqualTo(caller.TraceId));
            Assert.That(request.Links.Single().Context, Is.EqualTo(caller.Context));
            Assert.That(request.GetTagItem("sonetel.grant"), Is.EqualTo("password"));
            Assert.That(request.GetTagItem("sonetel.renewal.cause"), Is.EqualTo("cold"));
            Assert.That(request.Status, Is.EqualTo(ActivityStatusCode.Unset));
        }
    }

    [Test]
    public async Task A_failed_token_request_is_an_error_on_both_sides(Ct ct)
    {
        using var spans = new Spans();
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant", "user@example.com");

        using var caller = spans.StartCaller();
        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>());

        var wait = spans.Single("sonetel.token.wait", of: caller);
        var request = spans.All.Single(span => span.SpanId == wait.Links.Single().Context.SpanId);
        Assert.That(new[] { wait.Status, request.Status }, Is.All.EqualTo(ActivityStatusCode.Error));
        Assert.That(new[] { wait, request }.Select(span => span.GetTagItem("error.type")), Is.All.EqualTo("invalid_grant"));
    }

    [Test]
    public async Task A_renewal_ahead_is_linked_to_its_request_and_nobody_waits(Ct ct)
    {
        using var spans = new Spans();
        await using var world = new TestWorld();
        await world.GetAsync(ct);
        world.Time.Advance(TimeSpan.FromMinutes(56));

        using var caller = spans.StartCaller();
        await world.GetAsync(ct);
        caller.Stop();
        await world.TokenAfter("token-1", ct);

        Assert.That(spans.All.Where(span => span.TraceId == caller.TraceId && span != caller), Is.Empty);
        Assert.That(spans.All.Count(span => span.Links.Any(link => link.Context == caller.Context)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_token_that_a_caller_asks_for_alone_is_requested_in_its_own_trace(Ct ct)
    {
        using var spans = new Spans();
        await using var world = new TestWorld();

        using var caller = spans.StartCaller();
        await world.Auth.CreateTokenAsync(new TokenRequest { Scope = "account.read" }, ct);

        Assert.That(spans.Single("sonetel.token.request", of: caller).ParentSpanId, Is.EqualTo(caller.SpanId));
    }

    private sealed class Spans : IDisposable
    {
        private readonly ActivitySource _callers = new($"caller-{Guid.NewGuid()}");
        private readonly ConcurrentQueue<Activity> _stopped = new();
        private readonly ActivityListener _listener;

        public Spans()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "Sonetel.Http" || source == _callers,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = _stopped.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public IEnumerable<Activity> All => _stopped;

        public Activity StartCaller() => _callers.StartActivity("caller")!;

        public Activity Single(string name, Activity of) =>
            _stopped.Single(span => span.OperationName == name && span.TraceId == of.TraceId);

        public void Dispose()
        {
            _listener.Dispose();
            _callers.Dispose();
        }
    }
}
