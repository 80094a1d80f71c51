namespace Sonetel.Http.Tests.Bodies;

/// <summary>Rule 5: what the record of a body costs in memory.</summary>
[CancelAfter(30_000)]
public sealed class RecordMemoryTests
{
    private const long Little = 2_000_000;

    [Test]
    public async Task A_body_written_a_byte_at_a_time_costs_a_few_times_its_length(Ct ct)
    {
        using var body = new WrittenContent(stream =>
        {
            for (var written = 0; written < 60_000; written++)
            {
                stream.Write([(byte)written]);
            }
        });

        Assert.That(await AllocatedFor(body, limit: 64 * 1024, ct), Is.LessThan(Little));
    }

    [Test]
    public async Task A_short_body_costs_little_however_high_the_limit_is(Ct ct)
    {
        using var body = new StreamContent(new OneShotStream(100));

        Assert.That(await AllocatedFor(body, limit: 100_000_000, ct), Is.LessThan(Little));
    }

    [Test]
    public async Task A_body_that_is_known_to_be_too_long_is_not_recorded_up_to_the_limit(Ct ct)
    {
        using var body = new StreamContent(new OneShotStream(20_000_001)) { Headers = { ContentLength = 20_000_001 } };

        Assert.That(await AllocatedFor(body, limit: 20_000_000, ct), Is.LessThan(Little));
    }

    [Test]
    public async Task An_upload_that_continues_after_its_response_is_recorded_no_further(Ct ct)
    {
        await using var world = new TestWorld(options => options.MaxReplayBufferSize = 100_000_000);
        var begun = new TaskCompletionSource();
        var rest = new TaskCompletionSource();
        var upload = Task.CompletedTask;
        world.Api = async (request, ct) =>
        {
            upload = request.Content!.CopyToAsync(Stream.Null, ct);
            await begun.Task.WaitAsync(ct);
            return null;
        };
        using var body = new WrittenContent(async stream =>
        {
            await stream.WriteAsync(new byte[10], ct);
            begun.SetResult();
            await rest.Task.WaitAsync(ct);
            await new OneShotStream(20_000_000).CopyToAsync(stream, ct);
        });

        using var response = await world.Client.PostAsync("/stream", body, ct);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        rest.SetResult();
        await upload;

        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(Little));
    }

    private static async Task<long> AllocatedFor(HttpContent body, long limit, Ct ct)
    {
        await using var world = new TestWorld(options => options.MaxReplayBufferSize = limit);
        world.Api = async (request, ct) =>
        {
            await request.Content!.CopyToAsync(Stream.Null, ct);
            return null;
        };
        await world.Auth.GetAccessTokenAsync(ct);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        using var response = await world.Client.PostAsync("/upload", body, ct);

        Assert.That(response.IsSuccessStatusCode);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
