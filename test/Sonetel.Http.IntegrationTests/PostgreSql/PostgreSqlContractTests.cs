using Sonetel.Http.IntegrationTests.Fleet;
using Sonetel.Http.Tests.Stores;

namespace Sonetel.Http.IntegrationTests.PostgreSql;

[TestFixture(false, "")]
[TestFixture(false, ";Multiplexing=true")]
[TestFixture(true, "")]
[TestFixture(true, ";Multiplexing=true")]
[CancelAfter(60_000)]
public sealed class PostgreSqlContractTests(bool isPooled, string more)
{
    private const int Processes = 16;

    private PostgreSqlTestBed _bed = null!;
    private PgBouncerServer? _bouncer;
    private ITokenStore[] _stores = [];
    private int _connected;

    private static IEnumerable<string> Rules => new TokenStoreContract(() => new MemoryTokenStore()).Rules.Select(rule => rule.Name);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _bed = await PostgreSqlTestBed.StartAsync();

        // Fewer connections than writers, so that the statements of one client meet the sessions of others.
        _bouncer = isPooled ? await _bed.StartBouncerAsync(poolSize: 4, Ct.None) : null;
        var connectionString = (_bouncer?.ConnectionString ?? _bed.ConnectionString) + more;
        _stores = [.. Enumerable.Range(0, Processes).Select(_ => _bed.CreateStore(Encrypt, connectionString))];
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await (_bouncer?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_bed?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [TestCaseSource(nameof(Rules))]
    public Task It_keeps_the_contract(string rule, Ct ct) => new TokenStoreContract(Connect).RunAsync(rule, ct);

    private static void Encrypt(Sonetel.Http.PostgreSql.PostgreSqlTokenStoreOptions options) =>
        options.EncryptionKeys.Add(new TokenEncryptionKey("k", new byte[32]));

    // Each in turn, so that writers of one race are different processes.
    private ITokenStore Connect() => _stores[Interlocked.Increment(ref _connected) % Processes];
}
