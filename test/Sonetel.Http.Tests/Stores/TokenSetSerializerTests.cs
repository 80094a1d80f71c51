using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Sonetel.Http.Tests.Stores;

public sealed class TokenSetSerializerTests
{
    private static readonly AesGcmTokenProtector Protector = new(new TokenEncryptionKey("k", new byte[32]));

    private static readonly TokenSet Whole = new(
        new AccessToken { Value = "token-1", Scheme = "Custom", ExpiresAt = DateTimeOffset.MaxValue, Scope = "scope" },
        "refresh-1",
        DateTimeOffset.MinValue,
        long.MaxValue)
    { Credentials = "who", Renewer = "me", Refusals = 7 };

    [Test]
    public void Every_member_is_read_back([Values] bool isEncrypted)
    {
        var read = RoundTrip(Whole, isEncrypted ? Protector : null);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(read with { AccessToken = Whole.AccessToken }, Is.EqualTo(Whole));
            Assert.That(
                read.AccessToken,
                Has.Property("Value").EqualTo("token-1").And.Property("Scheme").EqualTo("Custom"));
            Assert.That(
                read.AccessToken,
                Has.Property("ExpiresAt").EqualTo(DateTimeOffset.MaxValue).And.Property("Scope").EqualTo("scope"));
        }
    }

    [Test]
    public void A_set_without_tokens_is_read_back([Values] bool isEncrypted)
    {
        var forgotten = new TokenSet(null, null, DateTimeOffset.UnixEpoch, 3);

        Assert.That(RoundTrip(forgotten, isEncrypted ? Protector : null), Is.EqualTo(forgotten));
    }

    [Test]
    public void A_version_byte_comes_first([Values] bool isEncrypted) =>
        Assert.That(TokenSetSerializer.Serialize("a", Whole, isEncrypted ? Protector : null)[0], Is.EqualTo(2));

    [Test]
    public void A_later_version_says_so()
    {
        var later = TokenSetSerializer.Serialize("a", Whole, null);
        later[0]++;

        Assert.That(
            () => TokenSetSerializer.Deserialize("a", later, null),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("Update this process"));
    }

    [Test]
    public void What_an_earlier_release_wrote_says_so()
    {
        var plain = """{"v":1,"at":"token-1","sc":"Bearer","ge":1}"""u8.ToArray();
        var encrypted = Protector.Protect("a", plain);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                () => TokenSetSerializer.Deserialize("a", plain, null),
                Throws.InstanceOf<InvalidDataException>().With.Message.Contains("earlier release"));
            Assert.That(
                () => TokenSetSerializer.Deserialize("a", encrypted, Protector),
                Throws.InstanceOf<InvalidDataException>().With.Message.Contains("earlier release"));
        }
    }

    [Test]
    public void A_key_that_is_missing_is_an_exception_that_names_the_ring()
    {
        var other = new AesGcmTokenProtector(new TokenEncryptionKey("other", new byte[32]));
        var written = TokenSetSerializer.Serialize("a", Whole, other);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                () => TokenSetSerializer.Deserialize("a", written, Protector),
                Throws.InstanceOf<CryptographicException>().With.Message.Contains("key ring"));
            Assert.That(
                () => TokenSetSerializer.Deserialize("a", written, null),
                Throws.InstanceOf<InvalidDataException>().With.Message.Contains("key ring"));
        }
    }

    [Test]
    public void Plain_text_is_not_taken_for_what_a_key_wrote()
    {
        var planted = TokenSetSerializer.Serialize("a", Whole, null);

        Assert.That(
            () => TokenSetSerializer.Deserialize("a", planted, Protector),
            Throws.InstanceOf<CryptographicException>());
    }

    [Test]
    public void What_was_encrypted_for_one_key_of_the_store_is_not_read_under_another()
    {
        var written = TokenSetSerializer.Serialize("a", Whole, Protector);

        Assert.That(
            () => TokenSetSerializer.Deserialize("b", written, Protector),
            Throws.InstanceOf<CryptographicException>());
    }

    [Test]
    public void What_a_protector_says_about_the_missing_key_is_kept()
    {
        Assert.That(
            () => TokenSetSerializer.Deserialize("a", [2, 1], new FailingProtector()),
            Throws.InstanceOf<CryptographicException>().With.InnerException.Message.EqualTo("no key 7").And.Message.Contains("key ring"));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{"at":"secret","sc":"Bearer","ex":"2030-01-01T00:00:00+00:00","aq":"2030-01-01T00:00:00+00:00"}""")]
    [TestCase("""{"at":"secret","aq":"2030-01-01T00:00:00+00:00","ge":1}""")]
    [TestCase("""{"at":secret,"aq":"2030-01-01T00:00:00+00:00","ge":1}""")]
    [TestCase("""{"at":7,"aq":"2030-01-01T00:00:00+00:00","ge":1}""")]
    [TestCase("""{"aq":"2030-01-01T00:00:00+00:00","ge":1e99}""")]
    [TestCase("""{"aq":"secret","ge":1}""")]
    [TestCase("""{"aq":"0001-01-01T00:00:00+14:00","ge":1}""")]
    public void What_is_no_token_set_is_an_exception_that_shows_none_of_it(string json)
    {
        byte[] bytes = [2, .. Encoding.UTF8.GetBytes(json)];

        var failure = Assert.Throws<InvalidDataException>(() => TokenSetSerializer.Deserialize("a", bytes, null));
        Assert.That(failure!.ToString(), Does.Contain("'a'").And.Not.Contain("secret"));
    }

    [Test]
    public void An_empty_value_is_an_exception() =>
        Assert.That(
            () => TokenSetSerializer.Deserialize("a", [], null),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("empty"));

    // Random bytes are hardly ever JSON; damaged ones of our own get further.
    [Test]
    public void Damage_makes_another_set_or_one_of_two_exceptions([Values] bool isEncrypted) =>
        Prop.ForAll((int at, byte value, int length) =>
        {
            var protector = isEncrypted ? Protector : null;
            var written = TokenSetSerializer.Serialize("a", Whole, protector);
            var damaged = written[..(1 + ((length & int.MaxValue) % written.Length))];
            damaged[(at & int.MaxValue) % damaged.Length] = value;

            try
            {
                TokenSetSerializer.Deserialize("a", damaged, protector);
            }
            catch (Exception e) when (e is InvalidDataException or CryptographicException)
            {
            }
        }).QuickCheckThrowOnFailure();

    private static TokenSet RoundTrip(TokenSet tokens, ITokenProtector? protector) =>
        TokenSetSerializer.Deserialize("a", TokenSetSerializer.Serialize("a", tokens, protector), protector);

    private sealed class FailingProtector : ITokenProtector
    {
        public byte[] Protect(string key, ReadOnlySpan<byte> plaintext) => throw new CryptographicException("no key 7");

        public byte[]? Unprotect(string key, ReadOnlySpan<byte> protectedData) => throw new CryptographicException("no key 7");
    }
}
