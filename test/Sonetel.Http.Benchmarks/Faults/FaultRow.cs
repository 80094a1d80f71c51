namespace Sonetel.Http.Benchmarks.Faults;

/// <summary>One row of the table: one fault, over one store, for one kind of account.</summary>
internal sealed record FaultRow(FaultStore Store, Fault Fault, FaultAccount Account)
{
    private static readonly (FaultStore Store, Fault Fault)[] Cases =
    [
        (FaultStore.PostgreSql, Fault.HolderKilled),
        (FaultStore.PostgreSql, Fault.HolderFrozen15),
        (FaultStore.PostgreSql, Fault.HolderFrozen30),
        (FaultStore.PostgreSql, Fault.StoreRestarted),
        (FaultStore.PostgreSql, Fault.StoreAway30),
        (FaultStore.Redis, Fault.HolderKilled),
        (FaultStore.Redis, Fault.StoreRestarted),
        (FaultStore.Redis, Fault.StoreAway30),
        (FaultStore.Redis, Fault.StoreFailedOver),
    ];

    /// <summary>One of each kind, none of them slow.</summary>
    public static readonly FaultRow[] Dry =
    [
        new(FaultStore.PostgreSql, Fault.HolderKilled, FaultAccount.Password),
        new(FaultStore.PostgreSql, Fault.StoreRestarted, FaultAccount.OnlyRefreshToken),
        new(FaultStore.Redis, Fault.StoreRestarted, FaultAccount.OnlyRefreshToken),
        new(FaultStore.Redis, Fault.StoreFailedOver, FaultAccount.Password),
    ];

    public static IEnumerable<FaultRow> All =>
        from scene in Cases
        from account in Enum.GetValues<FaultAccount>()
        select new FaultRow(scene.Store, scene.Fault, account);

    /// <summary>Its words on the command line.</summary>
    public IEnumerable<string> Words => [Lower(Store), Lower(Fault), Lower(Account)];

    public string Title => (Store, Fault) switch
    {
        (_, Fault.HolderKilled) => "holder killed",
        (_, Fault.HolderFrozen15) => "holder frozen for 15 s",
        (_, Fault.HolderFrozen30) => "holder frozen for 30 s",
        (FaultStore.PostgreSql, Fault.StoreAway30) => "database away for 30 s",
        (_, Fault.StoreAway30) => "Redis away for 30 s",
        (FaultStore.PostgreSql, _) => "database restarted under the holder",
        (_, Fault.StoreRestarted) => "Redis restarted under the holder",
        _ => "Redis failed over under the holder",
    };

    private static string Lower<T>(T word)
        where T : struct, Enum => word.ToString().ToLowerInvariant();
}
