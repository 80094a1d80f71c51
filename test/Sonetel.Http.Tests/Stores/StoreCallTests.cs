using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sonetel.Http.Tests.Stores;

[CancelAfter(30_000)]
public sealed class StoreCallTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TokenSet Tokens = new(new AccessToken { Value = "token-1", ExpiresAt = DateTimeOffset.MaxValue }, "refresh-1", DateTimeOffset.UnixEpoch, 1);

    private FakeTime _time = null!;
    private LogLines _log = null!;
    private ITokenStore _inner = null!;
    private ResilientTokenStore _store = null!;

    [SetUp]
    public void Create()
    {
        (_time, _log, _inner) = (new FakeTime(), new LogLines(), Substitute.For<ITokenStore>());
        var loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_log));
        _store = new ResilientTokenStore(_inner, _time, new Telemetry(), loggers.CreateLogger<ResilientTokenStore>());
    }

    [Test]
    public async Task What_the_store_says_is_passed_on([Values] bool async, Ct ct)
    {
        _inner.GetAsync("a", Arg.Any<Ct>()).Returns(Tokens);
        _inner.SetAsync("a", Tokens, Arg.Any<Ct>()).Returns(true, false);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _store.ReadAsync(async, "a", ct), Is.EqualTo(new StoreRead(true, Tokens, null)));
            Assert.That(await _store.ReadAsync(async, "b", ct), Is.EqualTo(new StoreRead(true, null, null)));
            Assert.That(await _store.WriteAsync(async, "a", Tokens, ct), Is.EqualTo(new StoreWriteResult(StoreWrite.Taken, null)));
            Assert.That(await _store.WriteAsync(async, "a", Tokens, ct), Is.EqualTo(new StoreWriteResult(StoreWrite.NotTaken, null)));
        }
    }

    [Test]
    public async Task A_store_that_fails_is_not_known_to_hold_nothing([Values] bool async, [Values] bool atOnce, Ct ct)
    {
        var failure = new IOException("down");
        _inner.GetAsync("a", Arg.Any<Ct>()).Returns(_ => atOnce ? throw failure : new ValueTask<TokenSet?>(Task.FromException<TokenSet?>(failure)));
        _inner.SetAsync("a", Tokens, Arg.Any<Ct>()).Returns(_ => atOnce ? throw failure : new ValueTask<bool>(Task.FromException<bool>(failure)));

        Assert.That(await _store.ReadAsync(async, "a", ct), Is.EqualTo(new StoreRead(false, null, failure)));
        Assert.That(await _store.WriteAsync(async, "a", Tokens, ct), Is.EqualTo(new StoreWriteResult(StoreWrite.Unknown, failure)));
    }

    [Test]
    public async Task A_store_that_never_answers_is_given_up_after_five_seconds([Values] bool async, Ct ct)
    {
        var (arrived, silent) = (new TaskCompletionSource(), new TaskCompletionSource<bool>());
        _inner.SetAsync("a", Tokens, Arg.Any<Ct>()).Returns(_ =>
        {
            arrived.SetResult();
            return new ValueTask<bool>(silent.Task);
        });

        var writing = Task.Run(() => _store.WriteAsync(async, "a", Tokens, ct).AsTask(), ct);
        await arrived.Task.WaitAsync(ct);
        _time.Advance(Limit - TimeSpan.FromTicks(1));
        Assert.That(writing.IsCompleted, Is.False);
        _time.Advance(TimeSpan.FromTicks(1));

        var result = await writing;
        Assert.That(result.Outcome, Is.EqualTo(StoreWrite.Unknown));
        Assert.That(result.Failure, Is.InstanceOf<TimeoutException>());
        silent.SetException(new IOException("late"));
    }

    [Test]
    [Explicit("fault: a store that blocks the thread it is called on is waited for, however long it takes")]
    public async Task A_store_that_blocks_its_caller_is_given_up_as_well(Ct ct)
    {
        using var blocked = new ManualResetEventSlim();
        _inner.GetAsync("a", Arg.Any<Ct>()).Returns(_ =>
        {
            blocked.Wait(ct);
            return new ValueTask<TokenSet?>(Tokens);
        });

        var reading = _store.ReadAsync(async: true, "a", ct).AsTask();
        _time.Advance(Limit);

        Assert.That((await reading).Failure, Is.InstanceOf<TimeoutException>());
        blocked.Set();
    }

    [Test]
    public async Task A_store_that_was_silent_is_asked_again_at_once(Ct ct)
    {
        var arrived = new TaskCompletionSource();
        _inner.GetAsync("a", Arg.Any<Ct>()).Returns(call => HangAsync(arrived, listens: false, call.Arg<Ct>()), _ => new ValueTask<TokenSet?>(Tokens));
        var reading = _store.ReadAsync(async: true, "a", ct).AsTask();
        await arrived.Task.WaitAsync(ct);
        _time.Advance(Limit);
        await reading;

        Assert.That((await _store.ReadAsync(async: true, "a", ct)).Tokens, Is.SameAs(Tokens));
    }

    [Test]
    public async Task A_caller_that_leaves_gets_its_cancellation_whatever_the_store_makes_of_it([Values] bool async, [Values] bool listens, Ct ct)
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var arrived = new TaskCompletionSource();
        _inner.GetAsync("a", Arg.Any<Ct>()).Returns(call => HangAsync(arrived, listens, call.Arg<Ct>()));

        var reading = Task.Run(() => _store.ReadAsync(async, "a", caller.Token).AsTask(), ct);
        await arrived.Task.WaitAsync(ct);
        await caller.CancelAsync();

        Assert.That(async () => await reading, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_log.Count("TokenStoreUnreachable"), Is.Zero);
    }

    [Test]
    public void A_caller_that_left_before_has_the_store_asked_nothing([Values] bool async)
    {
        using var caller = new CancellationTokenSource();
        caller.Cancel();

        Assert.That(async () => await _store.WriteAsync(async, "a", Tokens, caller.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_inner.ReceivedCalls(), Is.Empty);
    }

    [Test]
    public async Task A_cancellation_of_the_store_s_own_is_a_failure(Ct ct)
    {
        _inner.GetAsync("a", Arg.Any<Ct>()).Returns<TokenSet?>(_ => throw new TaskCanceledException("a time-out of its own"));

        Assert.That((await _store.ReadAsync(async: true, "a", ct)).Failure, Is.InstanceOf<TaskCanceledException>());
    }

    [Test]
    public async Task An_outage_and_its_end_are_told_once_for_each_of_read_and_write(Ct ct)
    {
        var isDown = true;
        _inner.GetAsync("a", Arg.Any<Ct>()).Returns(_ => isDown ? throw new IOException("down") : new ValueTask<TokenSet?>(Tokens));
        _inner.SetAsync("a", Tokens, Arg.Any<Ct>()).Returns(_ => isDown ? throw new IOException("down") : new ValueTask<bool>(true));

        foreach (var state in new[] { true, true, false, false, true })
        {
            isDown = state;
            await _store.ReadAsync(async: true, "a", ct);
            await _store.WriteAsync(async: true, "a", Tokens, ct);
        }

        var told = _log.At(LogLevel.Information).Select(line => line.Split(';', '.')[0]).Select(line => line.Replace(" The token store", "", StringComparison.Ordinal));
        Assert.That(told, Is.EqualTo(new[]
        {
            "TokenStoreUnreachable cannot be read",
            "TokenStoreUnreachable cannot be written to",
            "TokenStoreReachable can be read again",
            "TokenStoreReachable can be written to again",
            "TokenStoreUnreachable cannot be read",
            "TokenStoreUnreachable cannot be written to",
        }));
    }

    [Test]
    public async Task What_cannot_be_decrypted_is_told_once_for_its_key_and_is_no_outage(Ct ct)
    {
        _inner.GetAsync("a", Arg.Any<Ct>()).Returns<TokenSet?>(_ => throw new CryptographicException("no such key"));

        for (var i = 0; i < 3; i++)
        {
            Assert.That((await _store.ReadAsync(async: true, "a", ct)).IsKnown, Is.False);
            Assert.That((await _store.ReadAsync(async: true, "b", ct)).IsKnown, Is.True);
        }

        Assert.That((_log.Count("StoredTokensUnreadable"), _log.Count("TokenStoreUnreachable"), _log.Count("TokenStoreReachable")), Is.EqualTo((1, 0, 0)));
    }

    [Test]
    public async Task A_store_that_finds_such_a_value_before_it_writes_tells_so_once_and_is_not_down(Ct ct)
    {
        _inner.SetAsync("a", Tokens, Arg.Any<Ct>()).Returns<bool>(_ => throw new CryptographicException("no such key"));

        await _store.WriteAsync(async: true, "a", Tokens, ct);
        var second = await _store.WriteAsync(async: true, "a", Tokens, ct);

        Assert.That(second.Outcome, Is.EqualTo(StoreWrite.Unknown));
        Assert.That((_log.Count("StoredTokensUnreadable"), _log.Count("TokenStoreUnreachable")), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task What_was_readable_in_between_is_told_again(Ct ct)
    {
        var isOdd = true;
        _inner.GetAsync("a", Arg.Any<Ct>()).Returns(_ => isOdd ? throw new CryptographicException("no such key") : new ValueTask<TokenSet?>(Tokens));

        foreach (var state in new[] { true, false, true })
        {
            isOdd = state;
            await _store.ReadAsync(async: true, "a", ct);
        }

        Assert.That(_log.Count("StoredTokensUnreadable"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_value_that_cannot_be_decrypted_ends_an_outage(Ct ct)
    {
        Exception failure = new IOException("down");
        _inner.GetAsync("a", Arg.Any<Ct>()).Returns<TokenSet?>(_ => throw failure);
        await _store.ReadAsync(async: true, "a", ct);
        failure = new CryptographicException("no such key");

        await _store.ReadAsync(async: true, "a", ct);

        Assert.That(_log.Count("TokenStoreReachable"), Is.EqualTo(1));
    }

    private static IEnumerable<TokenSet> Unusable =>
    [
        Tokens with { AccessToken = new AccessToken { Value = null!, ExpiresAt = DateTimeOffset.MaxValue } },
        Tokens with { AccessToken = new AccessToken { Value = "", ExpiresAt = DateTimeOffset.MaxValue } },
        Tokens with { AccessToken = new AccessToken { Value = "to\nken", ExpiresAt = DateTimeOffset.MaxValue } },
        Tokens with { AccessToken = new AccessToken { Value = "token", Scheme = null!, ExpiresAt = DateTimeOffset.MaxValue } },
        Tokens with { AccessToken = new AccessToken { Value = "token", Scheme = "", ExpiresAt = DateTimeOffset.MaxValue } },
        Tokens with { AccessToken = new AccessToken { Value = "token", Scheme = "two words", ExpiresAt = DateTimeOffset.MaxValue } },
        Tokens with { RefreshToken = "" },
        Tokens with { RefreshToken = "ref\u0000resh" },
        Tokens with { Refusals = -1 },
    ];

    [TestCaseSource(nameof(Unusable))]
    public async Task A_set_that_cannot_be_sent_counts_as_one_that_cannot_be_read(TokenSet unusable, Ct ct)
    {
        _inner.GetAsync("a", Arg.Any<Ct>()).Returns(unusable);

        var read = await _store.ReadAsync(async: true, "a", ct);

        Assert.That((read.IsKnown, read.Tokens), Is.EqualTo((false, default(TokenSet))));
        Assert.That(read.Failure!.Message, Does.Contain("'a'").And.Not.Contain("token-1").And.Not.Contain("refresh-1"));
    }

    [Test]
    public async Task A_set_without_tokens_is_known(Ct ct)
    {
        var forgotten = new TokenSet(null, null, DateTimeOffset.UnixEpoch, 3);
        _inner.GetAsync("a", Arg.Any<Ct>()).Returns(forgotten);

        Assert.That(await _store.ReadAsync(async: true, "a", ct), Is.EqualTo(new StoreRead(true, forgotten, null)));
    }

    [Test]
    public void Only_memory_is_not_shared()
    {
        var memory = new ResilientTokenStore(new MemoryTokenStore(), _time, new Telemetry(), NullLogger<ResilientTokenStore>.Instance);

        Assert.That((memory.IsShared, _store.IsShared), Is.EqualTo((false, true)));
    }

    [Test]
    public void Memory_answers_before_the_call_returns(Ct ct)
    {
        var memory = new ResilientTokenStore(new MemoryTokenStore(), _time, new Telemetry(), NullLogger<ResilientTokenStore>.Instance);

        Assert.That(memory.WriteAsync(async: true, "a", Tokens, ct).IsCompletedSuccessfully, Is.True);
        Assert.That(memory.ReadAsync(async: true, "a", ct).IsCompletedSuccessfully, Is.True);
    }

    private static async ValueTask<TokenSet?> HangAsync(TaskCompletionSource arrived, bool listens, Ct ct)
    {
        var left = new TaskCompletionSource();

        if (listens)
        {
            ct.Register(() => left.SetException(new IOException("the connection was closed")));
        }

        arrived.SetResult();
        await left.Task;
        return null;
    }
}
