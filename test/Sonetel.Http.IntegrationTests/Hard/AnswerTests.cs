using System.IO.Compression;
using System.Net;
using System.Text;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.Hard;

[CancelAfter(30_000)]
public sealed class AnswerTests
{
    private static IEnumerable<TestCaseData> Hostile()
    {
        yield return new TestCaseData(Fault.Endless, "longer than").SetArgDisplayNames("endless");
        yield return new TestCaseData(Fault.Dripping, "TokenRequestTimeout (00:00:02)").SetArgDisplayNames("a byte a second");
        yield return new TestCaseData(Fault.Hang, "TokenRequestTimeout (00:00:02)").SetArgDisplayNames("no answer");
        yield return new TestCaseData(Fault.Reset, "did not respond").SetArgDisplayNames("reset");
        yield return new TestCaseData(Fault.TruncatedJson, "did not respond").SetArgDisplayNames("truncated");
        yield return new TestCaseData(Fault.MalformedJson, "not JSON").SetArgDisplayNames("malformed");
        yield return new TestCaseData(Fault.Html, "not JSON").SetArgDisplayNames("HTML");
        yield return new TestCaseData(Fault.Empty, "is empty").SetArgDisplayNames("empty");
        yield return new TestCaseData(Fault.Status(204), "204").SetArgDisplayNames("204");
        yield return new TestCaseData(Fault.Raw(string.Concat(Enumerable.Repeat("[", 100_000))), "not a JSON object").SetArgDisplayNames("bomb");
        yield return new TestCaseData(Fault.Raw("{\"x\":" + new string('[', 100_000)), "not JSON").SetArgDisplayNames("nested bomb");
        yield return new TestCaseData(Fault.Raw("{\"access_token\":\"a\",\"access_token\":\"b\"}"), "twice").SetArgDisplayNames("duplicate");
        yield return new TestCaseData(Fault.Raw(Encoding.Unicode.GetBytes("{\"access_token\":\"a\"}")), "not JSON").SetArgDisplayNames("UTF-16");
        yield return new TestCaseData(Fault.Raw("{\"access_token\":\"a\",\"token_type\":\"mac\"}"), "token_type").SetArgDisplayNames("another type");
        yield return new TestCaseData(Fault.Raw("{\"token_type\":\"bearer\"}"), "no access_token").SetArgDisplayNames("no token");
        yield return new TestCaseData(Fault.Raw("{\"access_token\":\"a\\r\\nX-Injected: 1\"}"), "characters").SetArgDisplayNames("CRLF");
        yield return new TestCaseData(Fault.Raw(Gzip(new byte[50_000_000]), contentEncoding: "gzip"), "longer than").SetArgDisplayNames("gzip bomb");
    }

    [TestCaseSource(nameof(Hostile))]
    public async Task A_hostile_answer_is_told_in_bounded_time(Fault answer, string message, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (options, _) => options.TokenRequestTimeout = TimeSpan.FromSeconds(2));
        world.Emulator.TokenFaults.Always(answer);

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains(message));
    }

    [TestCaseSource(nameof(Hostile))]
    public async Task A_hostile_answer_is_told_in_bounded_time_to_a_synchronous_caller(Fault answer, string message, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (options, _) => options.TokenRequestTimeout = TimeSpan.FromSeconds(2));
        world.Emulator.TokenFaults.Always(answer);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");

        Assert.That(() => world.Client.Send(request, ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains(message));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task An_answer_without_end_costs_little_memory(bool zipped, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        var bomb = Gzip(new byte[200_000_000]);
        world.Emulator.TokenFaults.Next(zipped ? Fault.Raw(bomb, contentEncoding: "gzip") : Fault.Endless);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("longer than"));

        // Of which a mebibyte is the answer's, twice over for the buffers that grew to it; the rest is the server's and the connection's.
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(10_000_000));
    }

    [Test]
    public async Task Gzip_and_a_byte_order_mark_are_understood(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.TokenFaults.Next(Fault.Raw(Gzip([0xEF, 0xBB, 0xBF, .. "{\"access_token\":\"a\",\"token_type\":\"opaque\"}"u8]), contentEncoding: "gzip"));

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("a"));
    }

    [Test]
    public async Task A_lost_answer_is_not_asked_for_again_with_the_same_refresh_token(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.Switches.Rotation = Rotation.RevokeFamilyOnReuse;
        await world.GetAsync("/account/", ct);
        world.Emulator.RevokeAllTokens();
        world.Emulator.TokenFaults.Next(Fault.LostAnswer);

        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));

        Assert.That(world.Emulator.TokenRequests.Select(request => request.Parameters["grant_type"]), Is.EqualTo(new[] { "password", "refresh_token", "password" }));
        Assert.That(world.Emulator.Counters.RefreshTokenReuses, Is.Zero);
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return buffer.ToArray();
    }
}
