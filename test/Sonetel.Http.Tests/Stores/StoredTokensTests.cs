using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Sonetel.Http.Tests.Stores;

public sealed class StoredTokensTests
{
    private static readonly byte[] Written = StoredTokens.Write(new TokenSet(
        new AccessToken { Value = "token-1", ExpiresAt = DateTimeOffset.MaxValue, Scope = "scope" },
        "refresh-1",
        DateTimeOffset.MinValue,
        long.MaxValue));

    [Test]
    public void The_ends_of_time_and_of_counting_are_read_back() =>
        Assert.That(StoredTokens.Read(Written), Has.Property(nameof(TokenSet.Generation)).EqualTo(long.MaxValue)
            .And.Property(nameof(TokenSet.AcquiredAt)).EqualTo(DateTimeOffset.MinValue)
            .And.Property(nameof(TokenSet.AccessToken)).Property(nameof(AccessToken.ExpiresAt)).EqualTo(DateTimeOffset.MaxValue));

    // Random bytes are hardly ever JSON; damaged ones of our own get further.
    [Test]
    public void Damage_makes_another_set_or_none_and_never_an_exception() =>
        Prop.ForAll((int at, byte value, int length) =>
        {
            var damaged = Written[..(1 + ((length & int.MaxValue) % Written.Length))];
            damaged[(at & int.MaxValue) % damaged.Length] = value;
            Assert.That(() => StoredTokens.Read(damaged), Throws.Nothing);
        }).QuickCheckThrowOnFailure();

    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{"v":2,"at":"token-1"}""")]
    [TestCase("""{"v":1,"at":""}""")]
    [TestCase("""{"v":1,"at":7}""")]
    [TestCase("""{"v":1,"at":"token-1","ge":1e99}""")]
    [TestCase("""{"v":1,"at":"token-1","ex":"0001-01-01T00:00:00+14:00"}""")]
    public void What_is_no_token_set_of_this_version_counts_as_absent(string json) =>
        Assert.That(StoredTokens.Read(Encoding.UTF8.GetBytes(json)), Is.Null);
}
