using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests;

/// <summary>Everything at random, and what must hold all the same.</summary>
[CancelAfter(30_000)]
public sealed class StressTests
{
    private const int Steps = 3_000;

    [Test]
    public async Task Whatever_happens_nothing_is_lost_doubled_or_left_waiting([Values(1, 2, 3)] int seed, Ct ct)
    {
        await TestContext.Out.WriteLineAsync($"seed {seed}");
        var server = new StrictServer();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Username"] = "user",
            ["Password"] = "0",
            ["TokenRequestTimeout"] = "12:00:00",
            ["FailureBackoff"] = "00:00:00.01",
            ["MaxFailureBackoff"] = "00:00:01",
            ["RevocationEndpoint"] = "https://api.sonetel.com/revoke",
        }).Build();
        await using var world = new TestWorld(build: builder => builder.TokenClient.ConfigurePrimaryHttpMessageHandler(() => server.TokenHandler), configuration: configuration);
        world.Api = (request, _) => server.CallAsync(request, request.Options.TryGetValue(Accepted, out var accepted) ? accepted : null);
        var calls = new List<Task<string>>();
        var random = new Random(seed);

        for (var step = 0; step < Steps; step++)
        {
            calls.Add(Step(world, server, configuration, random, ct));

            if (random.Next(10) == 0)
            {
                await Task.Yield();
            }
        }

        var outcomes = await Task.WhenAll(calls).WaitAsync(ct);
        await TestContext.Out.WriteLineAsync($"{server.Issued} tokens; {string.Join(", ", outcomes.GroupBy(outcome => outcome).Select(group => $"{group.Count()} {group.Key}"))}");
        Assert.That(server.Violations, Is.Empty);
        Assert.That(outcomes.Distinct(), Is.SubsetOf(new[] { "done", "OK", "Unauthorized", nameof(SonetelAuthException), nameof(TaskCanceledException), nameof(OperationCanceledException) }));

        // One fault may still wait for its request; after that and its back-off all is well.
        world.Time.Advance(TimeSpan.FromMinutes(2));
        await GetAsync(world, server, async: true, ct);
        world.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.That(await GetAsync(world, server, async: true, ct), Is.EqualTo("OK"));

        // Disposed under way: every caller gets an end of some kind.
        server.RevokeAll();
        var last = Enumerable.Range(0, 50).Select(_ => GetAsync(world, server, random.Next(2) == 0, ct)).ToArray();
        await world.Provider.DisposeAsync();
        Assert.That(await Task.WhenAll(last).WaitAsync(ct), Has.Length.EqualTo(50));
        Assert.That(server.Violations, Is.Empty);
    }

    private static readonly HttpRequestOptionsKey<ImmutableDictionary<string, int>> Accepted = new("accepted");

    private static Task<string> Step(TestWorld world, StrictServer server, IConfigurationRoot configuration, Random random, Ct ct)
    {
        switch (random.Next(100))
        {
            case < 3:
                return RevokeAsync(world, server, random.Next(2) == 0 ? null : TokenTypeHint.AccessToken, ct);
            case < 6:
                using (server.Disturb())
                {
                    configuration["Password"] = $"{random.Next(2)}";
                    configuration.Reload();
                }

                break;
            case < 8:
                server.FailNext();
                break;
            case < 10:
                server.LoseNextAnswer();
                break;
            case < 15:
                server.RevokeAll();
                break;
            case < 18:
                return Outcome(world.Auth.CreateTokenAsync(new TokenRequest { Parameters = { ["asked"] = "yes" } }, ct));
            case < 30:
                world.Time.Advance(TimeSpan.FromSeconds(random.Next(30)));
                break;
            case < 50:
                return Impatient(world, server, random, ct);
            default:
                return GetAsync(world, server, random.Next(20) > 0, ct);
        }

        return Task.FromResult("done");
    }

    private static async Task<string> RevokeAsync(TestWorld world, StrictServer server, TokenTypeHint? hint, Ct ct)
    {
        using var disturbance = server.Disturb();
        return await Outcome(world.Auth.RevokeTokenAsync(hint, ct));
    }

    private static async Task<string> Impatient(TestWorld world, StrictServer server, Random random, Ct ct)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var yields = random.Next(5);
        var call = GetAsync(world, server, async: true, leaving.Token);

        for (; yields > 0; yields--)
        {
            await Task.Yield();
        }

        await leaving.CancelAsync();
        return await call;
    }

    private static async Task<string> GetAsync(TestWorld world, StrictServer server, bool async, Ct ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        request.Options.Set(Accepted, server.Accepted);
        using var client = world.Client;

        return await Outcome(async
            ? client.SendAsync(request, ct)
            : Task.Factory.StartNew(() => client.Send(request, ct), ct, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    private static async Task<string> Outcome(Task task)
    {
        try
        {
            await task;
            return task is Task<HttpResponseMessage> { Result: var response } ? $"{response.StatusCode}" : "done";
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            return e.GetType().Name;
        }
    }
}
