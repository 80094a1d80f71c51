namespace Sonetel.Http.Tests.Stores;

/// <summary>The contract finds what is wrong with a store.</summary>
[CancelAfter(30_000)]
public sealed class TokenStoreContractTests
{
    [Test]
    public async Task A_store_that_keeps_every_rule_passes(Ct ct)
    {
        var store = new MemoryTokenStore();

        await new TokenStoreContract(() => store).RunAsync(ct);
    }

    [Test]
    public void A_store_that_forgets_is_found_out(Ct ct) =>
        Assert.That(
            () => new TokenStoreContract(() => new MemoryTokenStore()).RunAsync(ct),
            Throws.InvalidOperationException.With.Message.Contains("is broken"));

    [TestCase("The first generation is 1", true)]
    [TestCase("Only the next generation is taken", true)]
    [TestCase("Of many writers of one generation exactly one wins", true)]
    [TestCase("Of many writers of one generation exactly one wins", false)]
    public void A_store_that_takes_what_it_must_not_is_found_out(string rule, bool takesAll, Ct ct)
    {
        var store = new CarelessStore(takesAll);

        Assert.That(
            () => new TokenStoreContract(() => store).RunAsync(rule, ct),
            Throws.InvalidOperationException.With.Message.Contains("taken"));
    }

    [Test]
    public void A_store_that_loses_a_member_is_found_out(Ct ct)
    {
        var store = new CarelessStore(takesAll: false) { Keep = tokens => tokens with { Refusals = 0 } };

        Assert.That(
            () => new TokenStoreContract(() => store).RunAsync("A set is read back whole", ct),
            Throws.InvalidOperationException.With.Message.Contains("refusals 3"));
    }

    /// <summary>Takes everything, or compares and writes in two steps.</summary>
    private sealed class CarelessStore(bool takesAll) : ITokenStore
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, TokenSet> _tokens = new();

        public Func<TokenSet, TokenSet> Keep { get; init; } = tokens => tokens;

        public ValueTask<TokenSet?> GetAsync(string key, Ct cancellationToken) => new(_tokens.GetValueOrDefault(key));

        public async ValueTask<bool> SetAsync(string key, TokenSet tokens, Ct cancellationToken)
        {
            var isNext = (_tokens.GetValueOrDefault(key)?.Generation ?? 0) == tokens.Generation - 1;
            await Task.Delay(TimeSpan.FromMilliseconds(1), cancellationToken);

            if (takesAll || isNext)
            {
                _tokens[key] = Keep(tokens);
            }

            return takesAll || isNext;
        }
    }
}
