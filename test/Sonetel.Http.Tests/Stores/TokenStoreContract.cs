namespace Sonetel.Http.Tests.Stores;

/// <summary>
/// What every token store keeps, one rule at a time. Copy this file beside your store's tests: it needs Sonetel.Http,
/// implicit usings, and no test framework. A rule that is broken throws an <see cref="InvalidOperationException"/>
/// which says how. Keys are new in each run, so a store need not be emptied before.
/// </summary>
/// <param name="connect">
/// Gives a store over the same data each time: another instance, as another process would have, or the same one if it
/// is in memory.
/// </param>
/// <param name="generations">How many generations writers race for; a store in memory takes thousands to show a gap.</param>
public sealed class TokenStoreContract(Func<ITokenStore> connect, int generations = 100)
{
    private const int Writers = 16;

    private static readonly DateTimeOffset Acquired = new DateTimeOffset(2029, 12, 31, 23, 59, 58, TimeSpan.Zero).AddTicks(1_234_567);

    private readonly string _run = Guid.NewGuid().ToString("N");

    /// <summary>All rules.</summary>
    public IEnumerable<(string Name, Func<CancellationToken, Task> Run)> Rules => [.. RulesForOneWriter, .. RulesForManyWriters];

    /// <summary>The rules that a store without a conditional write can keep too.</summary>
    public IEnumerable<(string Name, Func<CancellationToken, Task> Run)> RulesForOneWriter =>
    [
        ("Nothing is there at first", NothingAtFirst),
        ("The first generation is 1", FirstGenerationIsOne),
        ("Only the next generation is taken", OnlyTheNextGeneration),
        ("A set is read back whole", ReadBackWhole),
        ("A set without tokens takes the place of one with tokens", WithoutTokens),
        ("A set is kept after its access token has expired", KeptAfterExpiry),
        ("A large set is kept", LargeSet),
        ("Keys do not meet", KeysDoNotMeet),
    ];

    /// <summary>The rules that need the comparison and the write to be one step.</summary>
    public IEnumerable<(string Name, Func<CancellationToken, Task> Run)> RulesForManyWriters =>
    [
        ("Of many writers of one generation exactly one wins", OneWins),
        ("A reader beside writers sees whole sets of rising generations", ReadersSeeWholeSets),
    ];

    /// <summary>Runs all rules, one after the other.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        foreach (var (name, run) in Rules)
        {
            try
            {
                await run(cancellationToken);
            }
            catch (InvalidOperationException e)
            {
                throw new InvalidOperationException($"'{name}' is broken. {e.Message}", e);
            }
        }
    }

    /// <summary>Runs one rule.</summary>
    public Task RunAsync(string name, CancellationToken cancellationToken) =>
        Rules.Single(rule => rule.Name == name).Run(cancellationToken);

    private async Task NothingAtFirst(CancellationToken ct) =>
        Demand(
            await connect().GetAsync(Key("nothing"), ct) is null,
            "A key that nobody wrote reads as a set; return null.");

    private async Task FirstGenerationIsOne(CancellationToken ct)
    {
        var (store, key) = (connect(), Key("first"));

        foreach (var generation in new long[] { 0, -1, 2, 7 })
        {
            Demand(
                !await store.SetAsync(key, Tokens(generation), ct),
                $"Generation {generation} was taken where nothing was.");
            Demand(
                await connect().GetAsync(key, ct) is null,
                $"Generation {generation} was refused where nothing was, and something is there now.");
        }

        Demand(await store.SetAsync(key, Tokens(1), ct), "Generation 1 was not taken where nothing was.");
    }

    private async Task OnlyTheNextGeneration(CancellationToken ct)
    {
        var (store, key) = (connect(), Key("next"));

        for (var next = 1L; next <= 3; next++)
        {
            Demand(await store.SetAsync(key, Tokens(next), ct), $"Generation {next} was not taken after {next - 1}.");

            foreach (var other in new[] { next, next - 1, next + 2, 0 })
            {
                Demand(
                    !await connect().SetAsync(key, Tokens(other) with { Renewer = "late" }, ct),
                    $"Generation {other} was taken after {next}.");
            }

            await DemandHeldAsync(key, Tokens(next), ct);
        }
    }

    private async Task ReadBackWhole(CancellationToken ct)
    {
        var (store, key) = (connect(), Key("whole"));
        var access = new AccessToken { Value = "a-._~+/\"\\=1", Scheme = "Custom", ExpiresAt = DateTimeOffset.MaxValue, Scope = "one two" };
        var first = new TokenSet(access, "refresh '1'", Acquired, 1) { Credentials = "who", Renewer = "me", Refusals = 3 };
        await TakeAsync(store, key, first, ct);
        await DemandHeldAsync(key, first, ct);

        var second = first with { Generation = 2, Renewer = null, Refusals = 0, AcquiredAt = DateTimeOffset.MinValue };
        await TakeAsync(store, key, second, ct);
        await DemandHeldAsync(key, second, ct);
    }

    private async Task WithoutTokens(CancellationToken ct)
    {
        var (store, key) = (connect(), Key("without"));
        await TakeAsync(store, key, Tokens(1) with { Credentials = "who", Renewer = "me", Refusals = 1 }, ct);

        var forgotten = new TokenSet(null, null, Acquired, 2);
        await TakeAsync(store, key, forgotten, ct);
        await DemandHeldAsync(key, forgotten, ct);

        var onlyRefresh = new TokenSet(null, "refresh-3", Acquired, 3);
        await TakeAsync(store, key, onlyRefresh, ct);
        await DemandHeldAsync(key, onlyRefresh, ct);
    }

    private async Task KeptAfterExpiry(CancellationToken ct)
    {
        var key = Key("expired");
        var past = DateTimeOffset.UnixEpoch;
        var expired = new TokenSet(new AccessToken { Value = "token", ExpiresAt = past }, null, past, 1);
        await TakeAsync(connect(), key, expired, ct);
        await DemandHeldAsync(key, expired, ct);
    }

    private async Task LargeSet(CancellationToken ct)
    {
        var key = Key("large");
        var access = new AccessToken { Value = new string('a', 64 * 1024), ExpiresAt = Acquired };
        var large = new TokenSet(access, new string('r', 64 * 1024), Acquired, 1);
        await TakeAsync(connect(), key, large, ct);
        await DemandHeldAsync(key, large, ct);
    }

    private async Task KeysDoNotMeet(CancellationToken ct)
    {
        string[] names = ["a", "A", "a ", "ä 'quoted' \"twice\"", "a*", "a?", "a:b", "a/b", "a%", "a@0123456789abcdef",
            new('k', 200), new('k', 201)];
        var number = 0;

        foreach (var name in names)
        {
            Demand(await connect().GetAsync(Key(name), ct) is null, $"Key '{name}' reads what another key was given.");
            await TakeAsync(connect(), Key(name), Tokens(1) with { RefreshToken = $"refresh of {++number}" }, ct);
        }

        for (var i = 0; i < names.Length; i++)
        {
            await DemandHeldAsync(Key(names[i]), Tokens(1) with { RefreshToken = $"refresh of {i + 1}" }, ct);
        }
    }

    private async Task OneWins(CancellationToken ct)
    {
        var key = Key("race");
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writers = Enumerable.Range(0, Writers)
            .Select(writer => WriteUntilLastAsync(connect(), key, $"writer {writer}", start.Task, ct))
            .ToArray();
        start.SetResult();
        var taken = (await Task.WhenAll(writers)).SelectMany(sets => sets).ToLookup(set => set.Generation);

        for (var generation = 1L; generation <= generations; generation++)
        {
            var winners = taken[generation].Count();
            Demand(
                winners == 1,
                $"Of {Writers} who wrote generation {generation}, {winners} were told that theirs was taken.");
        }

        await DemandHeldAsync(key, taken[generations].Single(), ct);
    }

    private async Task<List<TokenSet>> WriteUntilLastAsync(
        ITokenStore store, string key, string name, Task start, CancellationToken ct)
    {
        var taken = new List<TokenSet>();
        await start;

        while (true)
        {
            var held = (await store.GetAsync(key, ct))?.Generation ?? 0;

            if (held >= generations)
            {
                return taken;
            }

            var next = Tokens(held + 1) with { Renewer = name };

            if (await store.SetAsync(key, next, ct))
            {
                taken.Add(next);
            }
        }
    }

    private async Task ReadersSeeWholeSets(CancellationToken ct)
    {
        var key = Key("readers");
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => ReadUntilAsync(connect(), key, done.Token, ct), ct)).ToArray();

        try
        {
            var writer = connect();

            for (var generation = 1L; generation <= generations; generation++)
            {
                await TakeAsync(writer, key, Tokens(generation), ct);
            }
        }
        finally
        {
            await done.CancelAsync();
            await Task.WhenAll(readers);
        }
    }

    private static async Task ReadUntilAsync(ITokenStore store, string key, CancellationToken done, CancellationToken ct)
    {
        var last = 0L;

        while (!done.IsCancellationRequested)
        {
            var read = await store.GetAsync(key, ct);
            var generation = read?.Generation ?? 0;
            Demand(generation >= last, $"Generation {generation} was read after {last}.");
            Demand(
                read is null || Describe(read) == Describe(Tokens(generation)),
                $"What was read as generation {generation} is mixed from two sets.");
            last = generation;
        }
    }

    private static async Task TakeAsync(ITokenStore store, string key, TokenSet tokens, CancellationToken ct) =>
        Demand(
            await store.SetAsync(key, tokens, ct),
            $"Generation {tokens.Generation} was not taken after {tokens.Generation - 1}.");

    private async Task DemandHeldAsync(string key, TokenSet expected, CancellationToken ct)
    {
        var held = await connect().GetAsync(key, ct) ?? throw new InvalidOperationException("Nothing is there after a set was taken.");
        Demand(
            Describe(held) == Describe(expected),
            $"{Environment.NewLine}{Describe(held)} was read, and{Environment.NewLine}{Describe(expected)} was written last.");
    }

    private string Key(string name) => $"{name} {_run}";

    private static TokenSet Tokens(long generation) => new(
        new AccessToken { Value = $"token-{generation}", ExpiresAt = Acquired.AddHours(1), Scope = "scope" },
        $"refresh-{generation}",
        Acquired,
        generation);

    // A set's own text leaves the tokens out.
    private static string Describe(TokenSet set)
    {
        var access = set.AccessToken is { } token
            ? $"{token.Scheme} {token.Value} until {token.ExpiresAt:O} for {token.Scope ?? "-"}"
            : "-";
        return $"generation {set.Generation}: {access}; refresh {set.RefreshToken ?? "-"}; at {set.AcquiredAt:O}; "
            + $"credentials {set.Credentials ?? "-"}; renewer {set.Renewer ?? "-"}; refusals {set.Refusals}";
    }

    private static void Demand(bool isKept, string otherwise)
    {
        if (!isKept)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
