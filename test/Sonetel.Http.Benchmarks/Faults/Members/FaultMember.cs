using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Benchmarks.Faults.Members;

/// <summary>
/// One process of a fleet that is struck: calls the API until its input ends, and tells each token that it sees first, and
/// each time in which calls failed or waited. Timestamps are those of the machine, the same in every process.
/// </summary>
internal static class FaultMember
{
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(20);

    /// <summary>A call that takes longer has waited.</summary>
    private static readonly TimeSpan Waited = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(FaultMemberSettings settings)
    {
        var api = new NumberedApi();
        await using var provider = Services(settings, api).BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("api");

        // Console.In reads synchronously, whatever it is asked.
        using var input = new StreamReader(Console.OpenStandardInput());
        var ended = input.ReadLineAsync();
        var (token, hurtSince) = (0, 0L);

        while (!ended.IsCompleted)
        {
            var began = Stopwatch.GetTimestamp();

            // A failure lasts until the next call begins.
            if (hurtSince != 0)
            {
                Print($"hurt {hurtSince} {began}");
            }

            var failure = await FailureAsync(client);
            hurtSince = failure is not null || Stopwatch.GetElapsedTime(began) > Waited ? began : 0;

            if (failure is null && token != api.TokenNumber)
            {
                token = api.TokenNumber;
                Print($"token {token} {Stopwatch.GetTimestamp()}");
            }

            await Task.Delay(BetweenCalls);
        }

        return 0;
    }

    private static ServiceCollection Services(FaultMemberSettings settings, NumberedApi api)
    {
        var services = new ServiceCollection();
        var account = services.AddSonetelAuth(options => Configure(options, settings));
        FaultMemberStore.Use(account, settings);
        account.TokenClient.ConfigureHttpClient(client => client.DefaultRequestHeaders.UserAgent.ParseAdd(settings.Name));
        services.AddHttpClient("api", client => client.BaseAddress = new Uri("https://api.example.com/"))
            .AddSonetelAuthHandler()
            .ConfigurePrimaryHttpMessageHandler(() => api)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        return services;
    }

    private static void Configure(SonetelAuthOptions options, FaultMemberSettings settings)
    {
        if (settings.RefreshToken is { } token)
        {
            options.UseSipgateOAuth("client", "secret", token);
        }
        else
        {
            options.UseSonetel("user", "password");
        }

        options.TokenEndpoint = settings.TokenEndpoint;
        options.AllowedHosts.Add("api.example.com");
    }

    private static async Task<string?> FailureAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync("account");
            return response.IsSuccessStatusCode ? null : $"{(int)response.StatusCode}";
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return e.Message;
        }
    }

    private static void Print(FormattableString line) =>
        Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
