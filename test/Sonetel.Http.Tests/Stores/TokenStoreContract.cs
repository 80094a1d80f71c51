namespace Sonetel.Http.Tests.Stores;

/// <summary>What every store keeps. Each store's tests inherit it.</summary>
[CancelAfter(30_000)]
public abstract class TokenStoreContract
{
    [Test]
    public async Task What_was_set_is_read_back_whole(Ct ct)
    {
        var store = Create();
        var tokens = Tokens(1) with { Credentials = "who" };

        Assert.That(await store.GetAsync("a", ct), Is.Null);
        Assert.That(await store.SetAsync("a", tokens, ct), Is.True);
        var read = await store.GetAsync("a", ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(read!.AccessToken.Value, Is.EqualTo("token-1"));
            Assert.That(read.AccessToken.Scope, Is.EqualTo("scope"));
            Assert.That(read.AccessToken.ExpiresAt, Is.EqualTo(tokens.AccessToken.ExpiresAt));
            Assert.That((read.RefreshToken, read.AcquiredAt, read.Generation, read.Credentials), Is.EqualTo((tokens.RefreshToken, tokens.AcquiredAt, 1L, "who")));
        }
    }

    [Test]
    public async Task An_older_generation_does_not_replace_a_newer_one(Ct ct)
    {
        var store = Create();
        await store.SetAsync("a", Tokens(2), ct);

        Assert.That(await store.SetAsync("a", Tokens(1), ct), Is.False);
        Assert.That(await store.SetAsync("a", Tokens(2), ct), Is.False);
        Assert.That(await store.SetAsync("a", Tokens(3), ct), Is.True);
        Assert.That((await store.GetAsync("a", ct))!.AccessToken.Value, Is.EqualTo("token-3"));
    }

    [Test]
    public async Task Accounts_do_not_see_each_other(Ct ct)
    {
        var store = Create();
        await store.SetAsync("a", Tokens(1), ct);
        await store.SetAsync("ä 'quoted'", Tokens(2), ct);

        await store.RemoveAsync("a", ct);

        Assert.That(await store.GetAsync("a", ct), Is.Null);
        Assert.That((await store.GetAsync("ä 'quoted'", ct))!.Generation, Is.EqualTo(2));
    }

    [Test]
    public async Task One_holds_the_lock_at_a_time(Ct ct)
    {
        var store = Create();
        var inside = 0;

        await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            await using var turn = await store.LockAsync("a", ct);
            Assert.That(Interlocked.Increment(ref inside), Is.EqualTo(1));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        }));
    }

    [Test]
    public async Task A_wait_for_the_lock_can_be_left_and_leaves_nothing_behind(Ct ct)
    {
        var store = Create();
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var held = await store.LockAsync("a", ct);
        var waiting = store.LockAsync("a", impatient.Token).AsTask();

        await impatient.CancelAsync();
        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
        await held.DisposeAsync();

        await using var next = await store.LockAsync("a", ct);
        await using var other = await store.LockAsync("b", ct);
        Assert.That(next, Is.Not.Null);
    }

    protected abstract ITokenStore Create();

    protected static TokenSet Tokens(int number) => new(
        new AccessToken { Value = $"token-{number}", ExpiresAt = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), Scope = "scope" },
        $"refresh-{number}",
        new DateTimeOffset(2029, 12, 31, 0, 0, 0, TimeSpan.Zero),
        number);
}
