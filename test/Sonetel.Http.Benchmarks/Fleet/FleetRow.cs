using System.Globalization;

namespace Sonetel.Http.Benchmarks.Fleet;

/// <summary>One row of the table: so many processes, each with so many accounts, over one store.</summary>
internal sealed record FleetRow(FleetStore Store, int Processes, int Accounts)
{
    private const int Few = 100;

    private static readonly (int Processes, int Accounts)[] Sizes = [(2, 1), (8, 1), (2, 100), (8, 100), (8, 10_000)];

    public static IEnumerable<FleetRow> All =>
        from size in Sizes
        from store in FleetStores.All
        select new FleetRow(store, size.Processes, size.Accounts);

    /// <summary>A size such as 8x100, on each of the stores; null where the word is none.</summary>
    public static IEnumerable<FleetRow>? OfSize(string word) =>
        word.Split('x') is [var processes, var accounts]
        && int.TryParse(processes, CultureInfo.InvariantCulture, out var members)
        && int.TryParse(accounts, CultureInfo.InvariantCulture, out var each)
            ? FleetStores.All.Select(store => new FleetRow(store, members, each))
            : null;

    public string Size => $"{Processes}x{Accounts}";

    /// <summary>Whether it leaves the machine idle enough for rows beside it.</summary>
    public bool IsSmall => Accounts <= Few;

    /// <summary>Sorts a table by size, then by store.</summary>
    public string Key => $"{Accounts:D6} {Processes:D2} {(int)Store}";
}
