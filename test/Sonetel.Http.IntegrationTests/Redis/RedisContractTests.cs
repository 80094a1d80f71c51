using Sonetel.Http.Tests.Stores;

namespace Sonetel.Http.IntegrationTests.Redis;

[TestFixture(false)]
[TestFixture(true)]
[CancelAfter(60_000)]
public sealed class RedisContractTests(bool isPersistent)
{
    private const int Processes = 16;

    private RedisTestBed _bed = null!;
    private ITokenStore[] _stores = [];
    private int _connected;

    private static IEnumerable<string> Rules => new TokenStoreContract(() => new MemoryTokenStore()).Rules.Select(rule => rule.Name);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _bed = await RedisTestBed.StartAsync(isPersistent, Ct.None);
        _stores = [.. Enumerable.Range(0, Processes).Select(_ => _bed.CreateStore(Encrypt))];
    }

    [OneTimeTearDown]
    public ValueTask StopAsync() => _bed?.DisposeAsync() ?? ValueTask.CompletedTask;

    [TestCaseSource(nameof(Rules))]
    public Task It_keeps_the_contract(string rule, Ct ct) => new TokenStoreContract(Connect).RunAsync(rule, ct);

    private static void Encrypt(Sonetel.Http.Redis.RedisTokenStoreOptions options) =>
        options.EncryptionKeys.Add(new TokenEncryptionKey("k", new byte[32]));

    // Each in turn, so that writers of one race are different processes.
    private ITokenStore Connect() => _stores[Interlocked.Increment(ref _connected) % Processes];
}
