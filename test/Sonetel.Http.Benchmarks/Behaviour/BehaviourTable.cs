using System.Diagnostics;
using System.Net;
using Sonetel.Http.Benchmarks.Peers;

namespace Sonetel.Http.Benchmarks.Behaviour;

/// <summary>What each client does to the token endpoint when things go as they should, and when they do not: counts, not times.</summary>
internal static class BehaviourTable
{
    public static async Task PrintAsync()
    {
        Console.WriteLine("| client | cold, 50 callers | cold, 10,000 callers | to the last caller, ms | bytes per waiting caller | 20 concurrent 401s: renewals (callers left with the 401) | 300-second tokens, five calls | always 401, ten calls | source down, 20 callers: attempts | until the last knows, s |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");

        foreach (var client in Client.All)
        {
            var (fifty, _, _) = await ColdAsync(client, 50);
            var (many, release, bytes) = await ColdAsync(client, 10_000);
            var (renewals, left) = await RefusedTogetherAsync(client);
            var shortLived = await ShortLivedAsync(client);
            var alwaysRefused = await AlwaysRefusedAsync(client);
            var (attempts, seconds) = await DownAsync(client);
            Console.WriteLine($"| {client.Name} | {fifty:N0} | {many:N0} | {release.TotalMilliseconds:N0} | {bytes:N0} | {renewals} ({left}) | {shortLived} | {alwaysRefused} | {attempts} | {seconds.TotalSeconds:N1} |");
        }
    }

    // The endpoint answers when all callers wait.
    private static async Task<(int Requests, TimeSpan Release, long Bytes)> ColdAsync(Client client, int callers)
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var endpoint = new StubTokenEndpoint { Held = answer.Task };
        var call = client.Create(endpoint, new StubApi());
        var waiting = new Task[callers];
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var caller = 0; caller < callers; caller++)
        {
            waiting[caller] = call();
        }

        // What a client does on other threads has until now to get to the endpoint.
        await Task.Delay(TimeSpan.FromSeconds(1));
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / callers;
        var watch = Stopwatch.StartNew();
        answer.SetResult();
        await Task.WhenAll(waiting);
        return (endpoint.Requests, watch.Elapsed, bytes);
    }

    private static async Task<(int Renewals, int Left)> RefusedTogetherAsync(Client client)
    {
        var endpoint = new StubTokenEndpoint { Delay = TimeSpan.FromMilliseconds(50) };
        var api = new StubApi();
        var call = client.Create(endpoint, api);
        await call();
        var first = StubTokenEndpoint.Token(endpoint.Requests);
        (api.Together, api.Refuses) = (21, token => token.EndsWith(first, StringComparison.Ordinal));
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => call()));
        return (endpoint.Requests - 1, answers.Count(status => status is HttpStatusCode.Unauthorized));
    }

    private static async Task<int> ShortLivedAsync(Client client)
    {
        var endpoint = new StubTokenEndpoint { LifetimeSeconds = 300 };
        var call = client.Create(endpoint, new StubApi());

        for (var number = 0; number < 5; number++)
        {
            await call();
            // Whatever a client renews behind a request's back comes in before the next.
            await Task.Delay(50);
        }

        return endpoint.Requests;
    }

    private static async Task<int> AlwaysRefusedAsync(Client client)
    {
        var endpoint = new StubTokenEndpoint();
        var call = client.Create(endpoint, new StubApi { Refuses = _ => true });

        for (var number = 0; number < 10; number++)
        {
            await call();
        }

        return endpoint.Requests;
    }

    private static async Task<(int Attempts, TimeSpan LastKnows)> DownAsync(Client client)
    {
        var endpoint = new StubTokenEndpoint { IsDown = true, Delay = TimeSpan.FromMilliseconds(100) };
        var call = client.Create(endpoint, new StubApi());
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => FailAsync(call)));
        return (endpoint.Requests, watch.Elapsed);
    }

    private static async Task FailAsync(Func<Task<HttpStatusCode>> call)
    {
        try
        {
            await call();
        }
        catch (Exception)
        {
            // Which exception is each client's own affair; that it came is what counts.
        }
    }
}
