using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests;

/// <summary>What a fresh token costs a request. The benchmarks show the time; these hold the rest.</summary>
[CancelAfter(30_000)]
public sealed class HotPathTests
{
    [Test]
    public async Task An_answer_that_is_there_at_once_is_handed_on_as_the_very_task(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        using var response = new HttpResponseMessage();
        var answer = Task.FromResult(response);
        using var invoker = Over(world, new TaskHandler(() => answer));
        using var request = Request();

        Assert.That(invoker.SendAsync(request, ct), Is.SameAs(answer));
        Assert.That(request.Headers.Authorization!.Parameter, Is.EqualTo("token-1"));
    }

    [Test]
    public async Task An_answer_that_comes_later_costs_eight_bytes_more_at_most_than_a_handler_that_could_send_again(Ct ct)
    {
        await using var world = new TestWorld();
        await world.Auth.GetAccessTokenAsync(ct);
        var pending = new Queue<Task<HttpResponseMessage>>();
        using var ours = Over(world, new TaskHandler(pending.Dequeue));
        using var floor = new HttpMessageInvoker(new ReplayingHandler { InnerHandler = new TaskHandler(pending.Dequeue) });

        // The first calls fill caches and are compiled.
        _ = (BytesOf(ours, pending, ct), BytesOf(floor, pending, ct));

        Assert.That(BytesOf(ours, pending, ct), Is.LessThanOrEqualTo(BytesOf(floor, pending, ct) + 8));
    }

    private static long BytesOf(HttpMessageInvoker invoker, Queue<Task<HttpResponseMessage>> pending, Ct ct)
    {
        const int Requests = 1_000;
        var requests = Enumerable.Range(0, Requests).Select(_ => Request()).ToArray();

        // Each request waits on a task of its own: one shared task would keep a list of all that wait for it, and that
        // list would grow while one of the two is measured.
        foreach (var _ in requests)
        {
            pending.Enqueue(new TaskCompletionSource<HttpResponseMessage>().Task);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();

        foreach (var request in requests)
        {
            _ = invoker.SendAsync(request, ct);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Requests;
    }

    // Once any test of this process has named an account, each request is asked for its options: they are there, so
    // that nobody pays for them here.
    private static HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "https://public-api.sonetel.com/account/");
        _ = request.Options;
        return request;
    }

    private static HttpMessageInvoker Over(TestWorld world, HttpMessageHandler inner)
    {
        var handler = world.Provider.GetRequiredService<SonetelAuthHandler>();
        handler.InnerHandler = inner;
        return new HttpMessageInvoker(handler);
    }

    private sealed class TaskHandler(Func<Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken) => answer();
    }

    private sealed class ReplayingHandler : DelegatingHandler
    {
        private volatile AuthenticationHeaderValue _header = new("Bearer", "token-1");

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
        {
            var sent = _header;
            request.Headers.Authorization = sent;
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);

            if (response.StatusCode is HttpStatusCode.Unauthorized && ReferenceEquals(sent, _header))
            {
                request.Headers.Authorization = _header = new AuthenticationHeaderValue("Bearer", "token-2");
                return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }

            return response;
        }
    }
}
