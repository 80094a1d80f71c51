namespace Sonetel.Http.Tests;

/// <summary>A result that comes late holds nobody up, and is not lost without a word.</summary>
[CancelAfter(10_000)]
public sealed class ResultThatComesLateTests
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Nobody_waits_longer_than_the_token_allows(bool async, Ct ct)
    {
        var task = new TaskCompletionSource<string>();
        var handedOver = new TaskCompletionSource<string>();
        using var timeout = new CancellationTokenSource();
        var waiting = Task.Run(async () => await LateResult.WaitAsync(async, new ValueTask<string>(task.Task), handedOver.SetResult, timeout.Token), ct);

        await timeout.CancelAsync();
        Assert.That(async () => await waiting.WaitAsync(ct), Throws.InstanceOf<OperationCanceledException>());

        task.SetResult("late");
        Assert.That(await handedOver.Task.WaitAsync(ct), Is.EqualTo("late"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_result_in_time_is_returned(bool async, Ct ct)
    {
        var task = new TaskCompletionSource<int>();
        var waiting = Task.Run(async () => await LateResult.WaitAsync(async, new ValueTask<int>(task.Task), null, ct), ct);

        task.SetResult(1);

        Assert.That(await waiting.WaitAsync(ct), Is.EqualTo(1));
    }

    [Test]
    public async Task A_result_that_is_there_counts_even_after_the_time()
    {
        Assert.That(await LateResult.WaitAsync(async: true, new ValueTask<int>(1), null, new Ct(canceled: true)), Is.EqualTo(1));
    }
}
