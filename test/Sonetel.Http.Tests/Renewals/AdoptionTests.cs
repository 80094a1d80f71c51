namespace Sonetel.Http.Tests.Renewals;

/// <summary>Which token of the store an account uses, and what a store has forgotten.</summary>
public sealed class AdoptionTests
{
    private static readonly DateTimeOffset Acquired = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // lifetime, reader's clock after the writer's, seconds since this process saw the claim → what is left
    [TestCase(100, 0, null, 100)]
    [TestCase(100, 90, null, 10)]
    [TestCase(100, 97.9, null, 2.1)]
    [TestCase(100, 98, null, null)]
    [TestCase(100, 1_000, null, null)]
    [TestCase(20, 18.9, null, 1.1)]
    [TestCase(20, 19, null, null)]
    [TestCase(100, -5_000, null, 100)]
    [TestCase(100, 90, 10.0, 90)]
    [TestCase(100, 5, 10.0, 95)]
    [TestCase(100, 5_000, 3.0, 97)]
    [TestCase(-1, 0, null, null)]
    public void No_wrong_clock_lengthens_a_token_s_life_or_ends_that_of_one_that_was_just_received(
        double lifetime, double after, double? waited, double? left)
    {
        var stored = Set("token-2", lifetime);
        var wait = waited is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;

        var remaining = StoredTokenRules.Remaining(stored, Token("token-1", 1), "mine", Acquired.AddSeconds(after), wait);

        Assert.That(remaining?.TotalSeconds, left is null ? Is.Null : Is.EqualTo(left).Within(1e-6));
    }

    [TestCase("token-1", "mine", false)]
    [TestCase("token-2", "other", false)]
    [TestCase("token-2", null, false)]
    [TestCase(null, "mine", false)]
    [TestCase("token-2", "mine", true)]
    public void Only_another_token_of_the_same_credentials_is_used(string? token, string? credentials, bool used)
    {
        var stored = Set(token, 100) with { Credentials = credentials };

        Assert.That(StoredTokenRules.Remaining(stored, Token("token-1", 100), "mine", Acquired, null), used ? Is.Not.Null : Is.Null);
    }

    [Test]
    public void Sets_are_the_same_whoever_has_claimed_or_moved_them()
    {
        var set = Set("token-1", 100);

        Assert.That(StoredTokenRules.AreSame(set, set with { Generation = 9, Renewer = "other", RefreshToken = null, Refusals = 2 }), Is.True);
        Assert.That(StoredTokenRules.AreSame(set, Set("token-2", 100)), Is.False);
        Assert.That(StoredTokenRules.AreSame(set, set with { AcquiredAt = Acquired.AddSeconds(1) }), Is.False);
    }

    // what this process has seen | the row: generation (0: none), acquired so much later than ours → ours goes back
    [TestCase(5, true, 0, 0, true)]
    [TestCase(5, true, 4, -1, true)]
    [TestCase(5, true, 4, 0, false)]
    [TestCase(5, true, 4, 1, false)]
    [TestCase(5, true, 5, -1, false)]
    [TestCase(5, true, 9, -1, false)]
    [TestCase(5, false, 0, 0, false)]
    [TestCase(0, false, 0, 0, false)]
    public void A_store_that_forgot_gets_this_process_s_set_back_unless_it_has_one_as_late(
        long seen, bool holds, long generation, int later, bool goesBack)
    {
        var known = new StoreKnowledge { Generation = seen, Newest = holds ? Set("token-5", 100) : null };
        var row = Set("token-4", 100) with { Generation = generation, AcquiredAt = Acquired.AddSeconds(later) };

        Assert.That(StoredTokenRules.IsMissing(generation == 0 ? null : row, known), Is.EqualTo(goesBack));
    }

    private static TokenSet Set(string? token, double lifetime) =>
        new(token is null ? null : Token(token, lifetime), "refresh", Acquired, 1) { Credentials = "mine" };

    private static AccessToken Token(string value, double lifetime) =>
        new() { Value = value, ExpiresAt = Acquired.AddSeconds(lifetime) };
}
