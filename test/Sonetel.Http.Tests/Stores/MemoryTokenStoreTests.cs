namespace Sonetel.Http.Tests.Stores;

[CancelAfter(30_000)]
public sealed class MemoryTokenStoreTests
{
    private static IEnumerable<string> Rules => new TokenStoreContract(() => new MemoryTokenStore()).Rules.Select(rule => rule.Name);

    [TestCaseSource(nameof(Rules))]
    public async Task It_keeps_the_contract(string rule, Ct ct)
    {
        var store = new MemoryTokenStore();

        await new TokenStoreContract(() => store, generations: 20_000).RunAsync(rule, ct);
    }
}
