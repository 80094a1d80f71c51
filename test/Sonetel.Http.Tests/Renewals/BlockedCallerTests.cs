namespace Sonetel.Http.Tests.Renewals;

/// <summary>How a caller waits that blocks its thread.</summary>
[CancelAfter(30_000)]
public sealed class BlockedCallerTests
{
    [Test]
    public async Task A_caller_that_blocks_goes_on_with_its_own_thread_and_needs_none_of_the_pool(Ct ct)
    {
        var pending = new PendingRenewal(new ThreadPoolScheduler()) { Trace = TokenRequestTrace.OfRenewal("cold") };
        var hasBlocked = false;
        var caller = new Thread(() => hasBlocked = pending.WaitAsync(async: false, Timeout.InfiniteTimeSpan, TimeProvider.System, ct).IsCompleted);
        caller.Start();

        // It has no thread state before it blocks or has returned.
        while ((caller.ThreadState & (ThreadState.WaitSleepJoin | ThreadState.Stopped)) == 0)
        {
            ct.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        pending.Complete(new RenewalResult(StoreKnowledge.None));
        caller.Join();

        Assert.That(hasBlocked, Is.True);
    }
}
