namespace Sonetel.Http.Tests.Renewals;

/// <summary>What an account holds before and after each thing that happens to it; timestamps are seconds.</summary>
public sealed class AccountTransitionTests
{
    private static readonly RenewalTimes Times = new(RenewAt: 80, OutAt: 90, EndsAt: 100);

    // now, suspect, renewals fail → fresh, usable
    [TestCase(79, false, false, true, true)]
    [TestCase(80, false, false, false, true)]
    [TestCase(89, false, false, false, true)]
    [TestCase(90, false, false, false, false)]
    [TestCase(90, false, true, false, true)]
    [TestCase(99, false, true, false, true)]
    [TestCase(100, false, true, false, false)]
    [TestCase(50, true, false, false, false)]
    [TestCase(50, true, true, false, false)]
    public void A_token_goes_out_until_the_skew_and_while_renewals_fail_to_its_end(long now, bool suspect, bool fails, bool fresh, bool usable)
    {
        var state = Holding("token-1") with { IsSuspect = suspect, Failures = fails ? new Backoff(1, 1_000) : null };

        Assert.That((state.IsFresh(now), state.IsUsable(now)), Is.EqualTo((fresh, usable)));
    }

    [Test]
    public void Before_the_first_token_nothing_goes_out() =>
        Assert.That(new AccountState(Settings()).IsUsable(0), Is.False);

    // now, pause → until: one more try before the token ends, and one when it has
    [TestCase(80, 5, 85)]
    [TestCase(80, 60, 90)]
    [TestCase(89, 60, 90)]
    [TestCase(90, 60, 100)]
    [TestCase(99, 60, 100)]
    [TestCase(100, 60, 160)]
    public void No_back_off_outlives_the_token(long now, int pause, long until) =>
        Assert.That(Holding("token-1").Failed(Passing, StoreKnowledge.None, Seconds(pause), now, 1).Failures!.Until, Is.EqualTo(until));

    [Test]
    public void A_refusal_holds_past_the_end_of_the_token_and_the_row_may_be_read_after_five_seconds()
    {
        var state = Holding("token-1").Failed(Refusal, new StoreKnowledge { Refusals = 3 }, Seconds(60), now: 80, frequency: 1);

        Assert.That(state.Failures, Is.EqualTo(new Backoff(3, 140, Refusal, LookAt: 85)));
        Assert.That((state.MayTry(84), state.MayTry(85)), Is.EqualTo((false, true)));
    }

    [Test]
    public void Passing_failures_are_counted_in_a_row_and_a_suspect_token_goes_out_again()
    {
        var first = Holding("token-1").Refused().Failed(Passing, StoreKnowledge.None, Seconds(5), now: 10, frequency: 1);
        var second = first.Failed(Passing, StoreKnowledge.None, Seconds(10), now: 20, frequency: 1);

        Assert.That((first.Failures!.Count, second.Failures!.Count), Is.EqualTo((1, 2)));
        Assert.That((first.IsSuspect, first.IsUsable(10), first.MayTry(14), first.MayTry(15)), Is.EqualTo((false, true, false, true)));
    }

    [Test]
    public void Whoever_asks_through_refusals_may_still_do_so_after_a_passing_failure()
    {
        var asked = Holding("token-1") with { IgnoresRefusals = true };

        var passing = asked.Failed(Passing, StoreKnowledge.None, Seconds(5), now: 10, frequency: 1);
        var refused = asked.Failed(Refusal, StoreKnowledge.None, Seconds(5), now: 10, frequency: 1);
        var others = Holding("token-1").Failed(Passing, StoreKnowledge.None, Seconds(5), now: 10, frequency: 1);

        Assert.That((passing.IgnoresRefusals, refused.IgnoresRefusals, others.IgnoresRefusals), Is.EqualTo((true, false, false)));
    }

    [Test]
    public void A_refused_token_is_suspect_until_a_renewal_ends()
    {
        var refused = Holding("token-1").Refused();

        Assert.That((refused.IsSuspect, refused.IsUsable(10)), Is.EqualTo((true, false)));
        Assert.That(refused.Renewed(Snapshot("token-2"), StoreKnowledge.None).IsSuspect, Is.False);
    }

    [Test]
    public void A_renewal_ends_failures_and_keeps_the_pause_after_a_401()
    {
        var before = Holding("token-1") with
        {
            Failures = new Backoff(4, 1_000, Refusal),
            After401 = new Backoff(1, 50),
            IgnoresRefusals = true,
        };

        var after = before.Renewed(Snapshot("token-2"), new StoreKnowledge { Generation = 7 });

        Assert.That((after.Failures, after.IgnoresRefusals, after.After401!.Until, after.Store.Generation), Is.EqualTo(((Backoff?)null, false, 50L, 7L)));
    }

    [TestCase("token-2", true)]
    [TestCase("token-1", true)]
    [TestCase("token-0", false)]
    [TestCase("", false)]
    public void The_current_token_and_the_one_before_it_are_ours(string value, bool isOurs)
    {
        var state = Holding("token-0")
            .Renewed(Snapshot("token-1"), StoreKnowledge.None)
            .Renewed(Snapshot("token-2"), StoreKnowledge.None);

        Assert.That(state.IsOurs(value), Is.EqualTo(isOurs));
        Assert.That(state.Changed(Settings(), TokenSnapshot.None).IsOurs(value), Is.EqualTo(isOurs), "after a change");
    }

    [Test]
    public void A_look_at_the_row_puts_off_the_next_look_and_not_the_next_try()
    {
        var state = Holding("token-1").Failed(Refusal, StoreKnowledge.None, Seconds(60), now: 0, frequency: 1);

        var looked = state.Refused().Looked(new StoreKnowledge { Generation = 2 }, now: 10, frequency: 1);

        Assert.That((looked.Failures!.Until, looked.Failures.LookAt, looked.IsSuspect, looked.Store.Generation), Is.EqualTo((60L, 15L, false, 2L)));
    }

    [Test]
    public void Pauses_after_401s_are_counted_in_a_row()
    {
        var once = Holding("token-1").Paused(now: 10, frequency: 1);
        var twice = once.Paused(now: 20, frequency: 1);
        var later = twice.Paused(now: 90, frequency: 1);

        Assert.That((once.After401, twice.After401, later.After401), Is.EqualTo((new Backoff(1, 15), new Backoff(2, 30), new Backoff(1, 95))));
    }

    private static readonly Action<SonetelAuthOptions>[] OtherCredentials =
    [
        options => options.Username = "other",
        options => options.Password = "other",
        options => options.ClientId = "other",
        options => options.ClientSecret = "other",
        options => options.Scope = "other",
        options => options.TokenEndpoint = new Uri("https://other.example.com/"),
        options => options.Parameters["audience"] = "other",
        options => options.TokenRequestHeaders["Origin"] = "other",
        options => options.GrantType = GrantType.ClientCredentials,
    ];

    [TestCaseSource(nameof(OtherCredentials))]
    public void Other_credentials_leave_neither_token_nor_refusal_nor_row(Action<SonetelAuthOptions> change)
    {
        var changed = Failing().Changed(Settings(change), TokenSnapshot.None);

        Assert.That((changed.Snapshot.Token, changed.Failures, changed.After401, changed.IsSuspect), Is.EqualTo(((AccessToken?)null, (Backoff?)null, (Backoff?)null, false)));
        Assert.That((changed.Store, changed.IgnoresRefusals), Is.EqualTo((StoreKnowledge.None, true)));
    }

    private static readonly Action<SonetelAuthOptions>[] SameCredentials =
    [
        _ => { },
        options => options.RefreshAhead = TimeSpan.FromMinutes(1),
        options => options.RequestHeaders["X"] = "1",
        options => options.RequestFormat = TokenRequestFormat.Json,
        options => options.ClientAuthentication = ClientAuthentication.RequestBody,
    ];

    [TestCaseSource(nameof(SameCredentials))]
    public void Other_options_keep_the_token_and_the_row_and_clear_what_failed(Action<SonetelAuthOptions> change)
    {
        var before = Failing();

        var changed = before.Changed(Settings(change), TokenSnapshot.None);

        Assert.That((changed.Snapshot, changed.Store.Generation), Is.EqualTo((before.Snapshot, 5L)));
        Assert.That((changed.Failures, changed.After401, changed.Store.Refusals, changed.IgnoresRefusals), Is.EqualTo(((Backoff?)null, (Backoff?)null, 0, true)));
    }

    [Test]
    public void A_changed_secret_keeps_the_row_of_an_account_that_has_only_its_refresh_token()
    {
        var before = new AccountState(RefreshOnly("secret")) { Snapshot = Snapshot("token-1"), Store = new StoreKnowledge { Generation = 5, RefusedRefreshToken = "refresh-1" } };

        var changed = before.Changed(RefreshOnly("another"), TokenSnapshot.None);

        Assert.That((changed.Snapshot.Token, changed.Store.Generation, changed.Store.RefusedRefreshToken), Is.EqualTo(((AccessToken?)null, 5L, (string?)null)));
    }

    [Test]
    public void What_was_revoked_is_forgotten_and_the_pauses_stay()
    {
        var forgotten = Failing().Forgotten(new StoreKnowledge { Generation = 6 });

        Assert.That((forgotten.Snapshot.Token, forgotten.IsSuspect, forgotten.Store.Generation, forgotten.Failures!.Count), Is.EqualTo(((AccessToken?)null, false, 6L, 2)));
    }

    [Test]
    public void A_closed_account_holds_no_token_and_still_knows_its_row()
    {
        var closed = Failing().Closed();

        Assert.That((closed.IsClosed, closed.Snapshot.Token, closed.Store.Generation), Is.EqualTo((true, (AccessToken?)null, 5L)));
    }

    [Test]
    public void Nothing_that_an_account_prints_is_a_secret()
    {
        var state = Failing() with { Store = new StoreKnowledge { Newest = new TokenSet(Token("token-1"), "refresh-1", default, 1) } };
        var context = new RenewalContext(state, RenewalCause.Cold) { Trace = TokenRequestTrace.OfRenewal("cold"), Renewer = "renewer" };
        object[] printed = [state, state.Store, state.Snapshot, state.Failures!, context, new RenewalResult(state.Store) { Snapshot = state.Snapshot }];

        Assert.That(string.Join(' ', printed), Does.Not.Contain("token-1").And.Not.Contain("refresh-1").And.Not.Contain("password-0"));
    }

    private static SonetelAuthException Passing { get; } = new("down") { IsTransient = true };

    private static SonetelAuthException Refusal { get; } = new("refused");

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private static AccountState Holding(string token) => new(Settings()) { Snapshot = Snapshot(token) };

    private static AccountState Failing() => Holding("token-1") with
    {
        IsSuspect = true,
        Failures = new Backoff(2, 1_000, Refusal),
        After401 = new Backoff(1, 1_000),
        Store = new StoreKnowledge { Generation = 5, Refusals = 2 },
    };

    private static TokenSnapshot Snapshot(string token) => new(Token(token), Times);

    private static AccessToken Token(string value) => new() { Value = value, ExpiresAt = DateTimeOffset.UnixEpoch };

    private static AccountSettings Settings(Action<SonetelAuthOptions>? change = null)
    {
        var options = new SonetelAuthOptions { Username = "user", Password = "password-0" };
        change?.Invoke(options);
        return new AccountSettings("", options);
    }

    private static AccountSettings RefreshOnly(string secret)
    {
        var options = new SonetelAuthOptions();
        options.UseSipgateOAuth("client", secret, "given");
        return new AccountSettings("", options);
    }
}
