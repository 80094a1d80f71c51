using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.IntegrationTests.Hard;

/// <summary><see cref="HttpClient.Send(HttpRequestMessage)"/> with a pool of two workers: by 200 threads on a cold cache, then by the pool's own two, which leaves it none,
/// while tokens run out under them. A process of its own, because the pool is the process's.</summary>
internal static class StarvedProgram
{
    private const int Threads = 200;
    private const int Workers = 2;
    private const int CallsOfEach = 40;

    private static int _succeeded;

    public static int Run(Uri emulator)
    {
        ThreadPool.SetMinThreads(Workers, Workers);
        ThreadPool.SetMaxThreads(Workers, Workers);
        var services = new ServiceCollection();
        services.AddSonetelAuth(o =>
        {
            o.UseSonetel("user@example.com", "correct-horse");
            o.TokenEndpoint = new Uri(emulator, "/SonetelAuth/beta/oauth/token");
            o.AllowedHosts.Add("127.0.0.1");
        });
        services.AddHttpClient("api", client => client.BaseAddress = emulator).AddSonetelAuthHandler();
        using var provider = services.BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("api");

        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() => Call(client))).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        using var left = new CountdownEvent(Workers);

        for (var worker = 0; worker < Workers; worker++)
        {
            ThreadPool.QueueUserWorkItem(_ => CallAgainAndAgain(client, left));
        }

        return left.Wait(TimeSpan.FromSeconds(40)) && _succeeded == Threads + (Workers * CallsOfEach) ? 0 : 1;
    }

    private static void CallAgainAndAgain(HttpClient client, CountdownEvent left)
    {
        for (var call = 0; call < CallsOfEach; call++)
        {
            Call(client);
        }

        left.Signal();
    }

    private static void Call(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        using var response = client.Send(request);
        Interlocked.Add(ref _succeeded, response.IsSuccessStatusCode ? 1 : 0);
    }
}
