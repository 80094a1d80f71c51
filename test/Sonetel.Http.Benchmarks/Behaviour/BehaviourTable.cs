using System.Diagnostics;
using System.Net;
using Sonetel.Http.Benchmarks.Peers;
using Sonetel.Http.Benchmarks.Running;

namespace Sonetel.Http.Benchmarks.Behaviour;

/// <summary>What each client does to the token endpoint when things go as they should, and when they do not: counts, not times.</summary>
internal static class BehaviourTable
{
    /// <summary>Measures, prints and, unless it is a dry run, keeps the rows as data.</summary>
    public static async Task PrintAsync(bool isDry)
    {
        var results = new List<BehaviourResult>();
        Console.WriteLine("| client | cold, 50 callers | cold, 10,000 callers | to the last caller, ms | bytes per waiting caller | 20 concurrent 401s: renewals (callers left with the 401) | 300-second tokens, five calls | always 401, ten calls | source down, 20 callers: attempts | until the last knows, s |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");

        foreach (var client in Client.All)
        {
            var result = await MeasureAsync(client, isDry ? [50, 10_000] : [1, 10, 50, 100, 1_000, 10_000]);
            results.Add(result);
            var most = result.Cold[^1];
            var cold = $"{result.TokenRequestsOf(50):N0} | {most.TokenRequests:N0} | {most.LastCallerMilliseconds:N0} | {most.BytesPerCaller:N0}";
            var refused = $"{result.RefusedRenewals} ({result.RefusedCallers})";
            var rest = $"{result.ShortLivedTokenRequests} | {result.AlwaysRefusedTokenRequests}";
            var down = $"{result.DownAttempts} | {result.DownSeconds:N1}";
            Console.WriteLine($"| {result.Client} | {cold} | {refused} | {rest} | {down} |");
        }

        if (!isDry)
        {
            await ResultFile.MergeAsync(BehaviourResult.File, results, row => row.Client);
        }
    }

    private static async Task<BehaviourResult> MeasureAsync(Client client, int[] callers)
    {
        var cold = new List<ColdStart>();

        foreach (var count in callers)
        {
            cold.Add(await ColdAsync(client, count));
        }

        var (renewals, left) = await RefusedTogetherAsync(client);
        var (attempts, seconds) = await DownAsync(client);
        return new BehaviourResult
        {
            Client = client.Name,
            Cold = cold,
            RefusedRenewals = renewals,
            RefusedCallers = left,
            ShortLivedTokenRequests = await ShortLivedAsync(client),
            AlwaysRefusedTokenRequests = await AlwaysRefusedAsync(client),
            DownAttempts = attempts,
            DownSeconds = Math.Round(seconds.TotalSeconds, 2),
        };
    }

    // The endpoint answers when all callers wait.
    private static async Task<ColdStart> ColdAsync(Client client, int callers)
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
        return new ColdStart(callers, endpoint.Requests, Math.Round(watch.Elapsed.TotalMilliseconds, 1), bytes);
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
