using System.Security.Cryptography;

namespace Sonetel.Http.Tests.Stores;

public sealed class TokenEncryptionKeyTests
{
    // Two bytes a letter: 200 letters would not fit the one byte that holds the id's length.
    [Test]
    public void An_id_that_could_not_be_read_back_is_refused() =>
        Assert.That(
            () => new AesGcmTokenProtector(new TokenEncryptionKey(new string('ä', 200), new byte[32])),
            Throws.ArgumentException.With.Message.Contains("ASCII"));

    [TestCase(0, false)]
    [TestCase(1, true)]
    [TestCase(255, true)]
    [TestCase(256, false)]
    public void An_id_has_1_to_255_characters(int length, bool isValid) =>
        Assert.That(
            () => new AesGcmTokenProtector(new TokenEncryptionKey(new string('k', length), new byte[32])),
            isValid ? Throws.Nothing : Throws.ArgumentException);

    [Test]
    public void One_key_without_an_id_is_found_among_good_ones() =>
        Assert.That(
            () => new AesGcmTokenProtector(new TokenEncryptionKey("k", new byte[32]), new TokenEncryptionKey("", new byte[32])),
            Throws.ArgumentException.With.Message.Contains("has no id"));

    [Test]
    public void Wiping_the_callers_copy_leaves_the_key_as_it_was()
    {
        var bytes = RandomNumberGenerator.GetBytes(32);
        var kept = new TokenEncryptionKey("k", [.. bytes]);
        var protector = new AesGcmTokenProtector(new TokenEncryptionKey("k", bytes));
        CryptographicOperations.ZeroMemory(bytes);

        Assert.That(
            new AesGcmTokenProtector(kept).Unprotect("a", protector.Protect("a", "tokens"u8)),
            Is.EqualTo("tokens"u8.ToArray()));
    }

    [Test]
    public void Nothing_shows_the_key() =>
        Assert.That(
            new TokenEncryptionKey("k", [.. Enumerable.Repeat((byte)65, 32)]).ToString(),
            Is.EqualTo("key 'k'"));
}
