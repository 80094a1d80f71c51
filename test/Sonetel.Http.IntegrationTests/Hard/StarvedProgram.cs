using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.IntegrationTests.Hard;

/// <summary>200 threads in <see cref="HttpClient.Send(HttpRequestMessage)"/> with a pool of two workers; a process of its own, because the pool is the process's.</summary>
internal static class StarvedProgram
{
    private const int Threads = 200;

    public static int Run(Uri emulator)
    {
        ThreadPool.SetMinThreads(2, 2);
        ThreadPool.SetMaxThreads(2, 2);
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
        var succeeded = 0;

        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
            using var response = client.Send(request);
            Interlocked.Add(ref succeeded, response.IsSuccessStatusCode ? 1 : 0);
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Console.WriteLine(succeeded);
        return succeeded == Threads ? 0 : 1;
    }
}
