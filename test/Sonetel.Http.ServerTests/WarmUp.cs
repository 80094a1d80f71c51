namespace Sonetel.Http.ServerTests;

/// <summary>The first requests of all compile the server; a lifetime of some seconds would have run out half by then.</summary>
[SetUpFixture]
internal sealed class WarmUp
{
    [OneTimeSetUp]
    public async Task Use_each_part_once()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var system = await TestSystem.StartAsync(new AuthServerSettings(), timeout.Token);
        var process = system.StartProcess();

        using var answer = await process.Client.GetAsync(new Uri("calls", UriKind.Relative), timeout.Token);
        await process.Auth.CreateTokenAsync(cancellationToken: timeout.Token);
    }
}
