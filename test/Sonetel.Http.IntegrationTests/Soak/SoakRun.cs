using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.Soak;

/// <summary>A million requests through a token endpoint that fails one time in ten, while one request in a hundred finds all tokens revoked.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5394", Justification = "A seeded run, not a secret.")]
internal sealed class SoakRun(SonetelEmulator emulator, HttpClient client)
{
    private const int Callers = 96;

    // About 5,000 requests a second: with 50 revocations in each, a renewal still has the time to be of use before the next.
    private static readonly TimeSpan Backoff = TimeSpan.FromMilliseconds(15);
    private const int Seed = 20261121;

    private readonly Validity _validity = new(emulator);
    private int _calls;
    private int _refused;
    private int _withoutToken;
    private int _failedWhileValid;

    public static async Task<int> MainAsync(int requests, TimeSpan limit)
    {
        // What the emulator would keep of the requests is not the client's memory.
        await using var emulator = await SonetelEmulator.StartAsync(new SonetelEmulatorOptions { RecordedRequests = 0 });
        emulator.TokenFaults.Randomly(Fault.Status(503), probability: 0.1, Seed);
        var services = new ServiceCollection();
        services.AddSonetelAuth(o =>
        {
            o.UseSonetel(emulator.Options.Username, emulator.Options.Password);
            o.TokenEndpoint = emulator.TokenEndpoint;
            o.AllowedHosts.Add("127.0.0.1");
            (o.FailureBackoff, o.MaxFailureBackoff) = (TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(100));
        });
        services.AddHttpClient("api", http => http.BaseAddress = emulator.BaseAddress).AddSonetelAuthHandler();
        await using var provider = services.BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("api");
        return await new SoakRun(emulator, client).RunAsync(requests, limit);
    }

    private async Task<int> RunAsync(int requests, TimeSpan limit)
    {
        using var end = new CancellationTokenSource(limit);
        await CallAsync(revokes: false);
        var (start, watch) = (Resources.Now(), Stopwatch.StartNew());

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallUntilAsync(new Random(Seed + caller), requests, end.Token))));

        var finish = Resources.Now();
        Console.WriteLine($"""
            | what | count |
            |---|---|
            | requests | {_calls:N0} in {watch.Elapsed.TotalSeconds:N0} s |
            | failed while a token was valid | {_failedWhileValid:N0} |
            | failed while none was: the API's 401, while a renewal had just failed or just been refused | {_refused:N0} |
            | failed while none was: no token to be had | {_withoutToken:N0} |
            | revocations | {_validity.Revocations:N0} |
            | token requests, of which the endpoint failed | {emulator.Counters.TokenRequests:N0}, {emulator.Counters.TokenRequests - emulator.Counters.TokensIssued:N0} |
            | peak memory, emulator included | {finish.PeakMegabytes:N0} MB |
            | managed heap at start and end | {start.HeapMegabytes:N1} MB, {finish.HeapMegabytes:N1} MB |
            | handles at start and end | {start.Handles:N0}, {finish.Handles:N0} |
            """);
        return _failedWhileValid == 0 && _calls >= requests ? 0 : 1;
    }

    private async Task CallUntilAsync(Random random, int requests, Ct end)
    {
        while (!end.IsCancellationRequested && Volatile.Read(ref _calls) < requests)
        {
            await CallAsync(revokes: random.Next(100) == 0);
            await Task.Delay(Backoff, Ct.None);
        }
    }

    private async Task CallAsync(bool revokes)
    {
        Interlocked.Increment(ref _calls);

        if (revokes)
        {
            _validity.Revoke();
        }

        var before = _validity.Stamp;

        if (await SucceedsAsync())
        {
            return;
        }

        if (before.WasValid && before == _validity.Stamp)
        {
            Interlocked.Increment(ref _failedWhileValid);
        }
    }

    private async Task<bool> SucceedsAsync()
    {
        try
        {
            using var response = await client.GetAsync("/account/");
            Interlocked.Add(ref _refused, response.IsSuccessStatusCode ? 0 : 1);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            Interlocked.Increment(ref _withoutToken);
            return false;
        }
    }
}
