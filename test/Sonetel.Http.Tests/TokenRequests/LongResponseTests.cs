using System.Buffers;
using System.Text;

namespace Sonetel.Http.Tests.TokenRequests;

/// <summary>A response's size is bounded, and no token stays in the memory that it was read into.</summary>
[CancelAfter(30_000)]
public sealed class LongResponseTests
{
    private const string Canary = "canary-access";

    [TestCase(1024 * 1024, true)]
    [TestCase((1024 * 1024) + 1, false)]
    public async Task A_response_of_a_MiB_is_read_and_no_longer_one(int length, bool isRead, Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Json("""{"access_token":"token-1"}""".PadRight(length));

        var getting = world.Auth.GetAccessTokenAsync(ct).AsTask();

        if (isRead)
        {
            Assert.That((await getting).Value, Is.EqualTo("token-1"));
        }
        else
        {
            Assert.That(async () => await getting, Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("longer than"));
        }
    }

    // Synchronously, because the pool keeps what a thread returns for the same thread first.
    [Test]
    public void What_is_rented_next_from_the_shared_pool_holds_nothing_of_a_response([Values(5_000, 30_000)] int length)
    {
        using var content = new StringContent(string.Concat(Enumerable.Repeat(Canary, length / Canary.Length)));

        BoundedBody.ReadAsync(async: false, content, Ct.None).AsTask().GetAwaiter().GetResult().Dispose();

        var rented = new[] { 8, 16, 32 }.Select(kilobytes => ArrayPool<byte>.Shared.Rent(kilobytes * 1024)).ToArray();
        Assert.That(rented.Select(Encoding.UTF8.GetString), Has.None.Contains(Canary));
        Array.ForEach(rented, buffer => ArrayPool<byte>.Shared.Return(buffer));
    }
}
