namespace Sonetel.Http.IntegrationTests.Soak;

/// <summary>The soak as a test, for whoever asks for it: <c>dotnet test --filter TestCategory=Soak</c>.</summary>
[Explicit, Category("Soak")]
public sealed class SoakTests
{
    [Test, CancelAfter(300_000)]
    public async Task A_million_requests_through_faults_and_revocations_lose_none_while_a_token_is_valid(Ct ct) =>
        Assert.That(await SoakRun.MainAsync(requests: 1_000_000, limit: TimeSpan.FromSeconds(290)).WaitAsync(ct), Is.Zero);
}
