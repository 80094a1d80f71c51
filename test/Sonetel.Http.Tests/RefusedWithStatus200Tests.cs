using System.Net;

namespace Sonetel.Http.Tests;

/// <summary>An API that tells its refusals with status 200, and an account that says how to find them.</summary>
[CancelAfter(30_000)]
public sealed class RefusedWithStatus200Tests
{
    [Test]
    public async Task A_refusal_hidden_in_a_200_is_renewed_and_replayed([Values] bool async, Ct ct)
    {
        await using var world = World("token-1");

        using var response = await GetAsync(world, async, ct);

        Assert.That(await response.Content.ReadAsStringAsync(ct), Is.EqualTo("fine"));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1", "Bearer token-2" }));
    }

    [Test]
    public async Task A_one_shot_body_is_sent_again_too(Ct ct)
    {
        await using var world = World("token-1");
        var bodies = new List<string>();
        var answer = world.Api;
        world.Api = async (request, token) =>
        {
            bodies.Add(await request.Content!.ReadAsStringAsync(token));
            return await answer(request, token);
        };
        await world.Auth.GetAccessTokenAsync(ct);

        using var response = await world.Client.PostAsync("/account/", new StreamContent(new OneShotStream(4)) { Headers = { ContentLength = 4 } }, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(bodies, Is.EqualTo(new[] { "xxxx", "xxxx" }));
    }

    [Test]
    public async Task One_that_stays_reaches_the_caller_as_a_401_with_its_body_and_makes_no_storm([Values] bool async, Ct ct)
    {
        await using var world = World("token-1", "token-2", "token-3");

        for (var call = 0; call < 10; call++)
        {
            using var response = await GetAsync(world, async, ct);

            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(response.ReasonPhrase, Is.EqualTo("Unauthorized"));
            Assert.That(await response.Content.ReadAsStringAsync(ct), Is.EqualTo("not authorized"));
        }

        Assert.That(world.Endpoint.Requests, Is.EqualTo(2));
    }

    [Test]
    public async Task Nobody_is_asked_about_a_401_nor_about_an_answer_to_a_bare_request(Ct ct)
    {
        var asked = 0;
        await using var world = new TestWorld(options => options.IsRefusal = (_, _) => new ValueTask<bool>(++asked < 0));
        world.Revoked.Add("Bearer token-1");

        await world.GetAsync(ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/").WithoutSonetelAuth();
        using var response = await world.Client.SendAsync(request, ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1", "(none)" }), "a token got for this request is not renewed");
        Assert.That(asked, Is.Zero);
    }

    [Test]
    public async Task A_redirect_that_took_the_token_off_says_nothing_about_it(Ct ct)
    {
        await using var world = World("token-1");
        var answer = world.Api;
        world.Api = (request, token) =>
        {
            var answered = answer(request, token);
            request.Headers.Authorization = null;
            return answered;
        };

        using var response = await GetAsync(world, async: true, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await response.Content.ReadAsStringAsync(ct), Is.EqualTo("not authorized"));
    }

    [Test]
    public async Task What_the_function_throws_goes_to_the_caller_and_the_answer_s_connection_back([Values] bool async, Ct ct)
    {
        var body = new DisposalContent();
        await using var world = new TestWorld(options => options.IsRefusal = (_, _) => throw new FormatException("no JSON"));
        world.Api = (_, _) => Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage { Content = body });

        Assert.That(async () => await GetAsync(world, async, ct), Throws.InstanceOf<FormatException>());
        Assert.That(body.IsDisposed);
    }

    [Test]
    public async Task A_caller_that_leaves_cancels_the_function(Ct ct)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var world = new TestWorld(options => options.IsRefusal = async (_, token) =>
        {
            await leaving.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            return true;
        });

        Assert.That(async () => await world.GetAsync(leaving.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    [CancelAfter(5_000)]
    public async Task While_the_function_waits_the_caller_can_go_on(Ct ct)
    {
        var refuses = new TaskCompletionSource<bool>();
        await using var world = new TestWorld(options => options.IsRefusal = async (_, token) => await refuses.Task.WaitAsync(token));
        await world.Auth.GetAccessTokenAsync(ct);

        var sending = world.GetAsync(ct);
        refuses.SetResult(false);

        Assert.That(await sending, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_blocking_request_is_sent_and_replayed_on_its_callers_thread(Ct ct)
    {
        await using var world = World("token-1");
        await world.Auth.GetAccessTokenAsync(ct);
        var threads = new List<Thread>();
        var answer = world.Api;
        world.Api = (request, token) =>
        {
            threads.Add(Thread.CurrentThread);
            return answer(request, token);
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        var caller = Thread.CurrentThread;

        using var response = world.Client.Send(request, ct);

        Assert.That(threads, Is.EqualTo(new[] { caller, caller }));
    }

    private static TestWorld World(params string[] dead)
    {
        var world = new TestWorld(options => options.IsRefusal = async (response, ct) =>
        {
            // A function that really waits, so that Send has something to wait for.
            await Task.Yield();
            return await response.Content.ReadAsStringAsync(ct) == "not authorized";
        });
        world.Api = (request, _) => Task.FromResult<HttpResponseMessage?>(
            new HttpResponseMessage { Content = new StringContent(dead.Contains(request.Headers.Authorization?.Parameter) ? "not authorized" : "fine") });
        return world;
    }

    // The token is there before the request, so that a refusal is a reason for another.
    private static async Task<HttpResponseMessage> GetAsync(TestWorld world, bool async, Ct ct)
    {
        await world.Auth.GetAccessTokenAsync(ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        return await world.SendAsync(async, request, ct);
    }
}
