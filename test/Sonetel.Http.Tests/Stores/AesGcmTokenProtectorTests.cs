using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;

namespace Sonetel.Http.Tests.Stores;

public sealed class AesGcmTokenProtectorTests
{
    private static readonly TokenEncryptionKey Old = new("old", RandomNumberGenerator.GetBytes(32));
    private static readonly TokenEncryptionKey New = new("new", RandomNumberGenerator.GetBytes(32));

    [Test]
    public void Keys_rotate_without_a_gap()
    {
        var written = new AesGcmTokenProtector(Old).Protect("a", "tokens"u8);

        Assert.That(new AesGcmTokenProtector(New, Old).Unprotect("a", written), Is.EqualTo("tokens"u8.ToArray()));
        Assert.That(new AesGcmTokenProtector(New).Unprotect("a", written), Is.Null);
    }

    [Test]
    public void The_same_tokens_are_never_encrypted_alike()
    {
        var protector = new AesGcmTokenProtector(Old);

        var (first, second) = (protector.Protect("a", "tokens"u8), protector.Protect("a", "tokens"u8));

        Assert.That(second, Is.Not.EqualTo(first));
    }

    [Test]
    public void A_value_is_readable_under_its_own_key_of_the_store_only()
    {
        var protector = new AesGcmTokenProtector(Old);

        Assert.That(protector.Unprotect("b", protector.Protect("a", "tokens"u8)), Is.Null);
    }

    [Test]
    public void A_value_that_was_altered_anywhere_is_not_read()
    {
        var protector = new AesGcmTokenProtector(Old);
        var written = protector.Protect("a", "tokens"u8);

        for (var i = 0; i < written.Length; i++)
        {
            var altered = written.ToArray();
            altered[i] ^= 1;
            Assert.That(protector.Unprotect("a", altered), Is.Null, $"byte {i}");
        }
    }

    [Test]
    public void Arbitrary_bytes_are_never_more_than_unreadable()
    {
        var protector = new AesGcmTokenProtector(Old);

        Prop.ForAll((byte[] bytes) => protector.Unprotect("a", bytes) is null).QuickCheckThrowOnFailure();
    }

    [TestCase(31, "31 bytes")]
    [TestCase(0, "0 bytes")]
    public void A_key_of_another_length_is_refused_by_name(int length, string message) =>
        Assert.That(
            () => new AesGcmTokenProtector(new TokenEncryptionKey("k", new byte[length])),
            Throws.ArgumentException.With.Message.Contains(message).And.Message.Contains("'k'"));

    [Test]
    public void A_ring_without_keys_or_with_one_id_twice_is_refused()
    {
        Assert.That(() => new AesGcmTokenProtector(), Throws.ArgumentException);
        Assert.That(() => new AesGcmTokenProtector(Old, Old), Throws.ArgumentException.With.Message.Contains("two keys with the id"));
    }
}
