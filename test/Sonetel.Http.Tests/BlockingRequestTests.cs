using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Sonetel.Http.Tests.Stores;

namespace Sonetel.Http.Tests;

/// <summary>Requests that block their thread, beside those that await.</summary>
[CancelAfter(30_000)]
public sealed class BlockingRequestTests
{
    [TestCase(true, ExpectedResult = 0)]
    [TestCase(false, ExpectedResult = 1)]
    public async Task<int> A_token_that_is_due_is_renewed_on_a_thread_of_its_own_only_for_a_request_that_blocks(bool async, Ct ct)
    {
        var scheduler = new CountingScheduler();
        await using var world = new TestWorld(build: builder => builder.Services.AddSingleton<IRenewalScheduler>(scheduler));
        await world.Auth.GetAccessTokenAsync(ct);
        world.Time.Advance(TimeSpan.FromMinutes(56));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        using var response = await world.SendAsync(async, request, ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1" }));
        Assert.That(await world.TokenAfter("token-1", ct), Is.EqualTo("token-2"));
        return scheduler.Threads;
    }

    [Test]
    public async Task Callers_of_the_account_that_await_need_no_thread_of_their_own(Ct ct)
    {
        var scheduler = new CountingScheduler();
        await using var world = new TestWorld(build: builder => builder.Services.AddSingleton<IRenewalScheduler>(scheduler));
        await world.Auth.CreateTokenAsync(cancellationToken: ct);
        world.Time.Advance(TimeSpan.FromMinutes(56));

        Assert.That(await world.TokenAfter("token-1", ct), Is.EqualTo("token-2"));
        Assert.That(scheduler.Threads, Is.Zero);
    }

    [Test]
    public async Task A_request_that_awaits_gets_a_token_without_a_synchronous_send(Ct ct)
    {
        await using var world = new TestWorld(build: account =>
            account.Services.AddHttpClient("api").ConfigurePrimaryHttpMessageHandler(() => new AwaitingHandler()));

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_synchronous_request_gets_a_token_and_a_replay(Ct ct)
    {
        await using var world = new TestWorld();
        world.Revoked.Add("Bearer token-1");
        await world.Auth.GetAccessTokenAsync(ct);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        using var response = world.Client.Send(request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1", "Bearer token-2" }));
    }

    [Test]
    public async Task A_synchronous_request_gets_a_token_even_if_the_process_can_have_no_further_thread(Ct ct)
    {
        await using var world = new TestWorld(build: builder =>
        {
            builder.Services.AddSingleton<IRenewalScheduler>(new NoThreadScheduler());
            builder.TokenClient.AddHttpMessageHandler(() => new NoSynchronousSends());
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");

        using var response = await world.SendAsync(async: false, request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_synchronous_request_runs_the_renewal_that_the_pool_has_no_thread_for(Ct ct)
    {
        await using var world = new TestWorld(build: builder => builder.Services.AddSingleton<IRenewalScheduler>(new NoPoolScheduler()));
        var awaiting = world.GetAsync(ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");

        using var response = await world.SendAsync(async: false, request, ct);

        Assert.That((response.StatusCode, await awaiting, world.Endpoint.Requests), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK, 1)));
    }

    [Test]
    public async Task A_renewal_for_a_request_that_blocks_does_not_keep_the_process_alive(Ct ct)
    {
        var (store, isBackground, isOfThePool) = (new ScriptedStore(), false, true);
        store.BeforeGet = () =>
        {
            (isBackground, isOfThePool) = (Thread.CurrentThread.IsBackground, Thread.CurrentThread.IsThreadPoolThread);
            return Task.CompletedTask;
        };
        await using var world = new TestWorld(build: builder => builder.UseTokenStore(_ => store));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");

        using var response = await world.SendAsync(async: false, request, ct);

        Assert.That((isBackground, isOfThePool), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task Once_a_request_has_blocked_later_renewals_need_no_thread_of_the_pool(Ct ct)
    {
        var scheduler = new CountingScheduler();
        await using var world = new TestWorld(build: builder => builder.Services.AddSingleton<IRenewalScheduler>(scheduler));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        using var response = await world.SendAsync(async: false, request, ct);
        world.Time.Advance(TimeSpan.FromHours(1));

        await world.GetAsync(ct);

        Assert.That((scheduler.Threads, world.Endpoint.Requests), Is.EqualTo((2, 2)));
    }

    // It cannot send synchronously.
    private sealed class AwaitingHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken) =>
            Task.FromResult(new HttpResponseMessage());
    }

    private sealed class CountingScheduler : IRenewalScheduler
    {
        private readonly ThreadPoolScheduler _scheduler = new();
        private int _threads;

        public int Threads => _threads;

        public TaskCreationOptions Completion => _scheduler.Completion;

        public void Start(Action<object?> run, object? state) => _scheduler.Start(run, state);

        public void StartThread(Action<object?> run, object? state)
        {
            Interlocked.Increment(ref _threads);
            _scheduler.StartThread(run, state);
        }
    }

    private sealed class NoSynchronousSends : DelegatingHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, Ct cancellationToken) => throw new NotSupportedException();
    }

    private sealed class NoPoolScheduler : IRenewalScheduler
    {
        private readonly ThreadPoolScheduler _scheduler = new();

        public TaskCreationOptions Completion => _scheduler.Completion;

        public void Start(Action<object?> run, object? state)
        {
        }

        public void StartThread(Action<object?> run, object? state) => _scheduler.StartThread(run, state);
    }

    private sealed class NoThreadScheduler : IRenewalScheduler
    {
        private readonly ThreadPoolScheduler _pool = new();

        public TaskCreationOptions Completion => _pool.Completion;

        public void Start(Action<object?> run, object? state) => _pool.Start(run, state);

        public void StartThread(Action<object?> run, object? state) => throw new InsufficientMemoryException();
    }
}
