using System.Globalization;

namespace Sonetel.Http.Benchmarks.Fleet;

/// <summary>Which rows to measure, and how.</summary>
internal sealed record FleetArguments(
    IReadOnlyList<FleetRow> Rows, IReadOnlyList<FleetStore> Saturated, FleetPlan Plan, bool IsTogether, bool IsDry)
{
    private const string Saturation = "saturation";

    /// <summary>Words are stores, sizes such as 8x100, or "saturation"; none of a kind means all of it.</summary>
    /// <exception cref="ArgumentException">A word is none of these.</exception>
    public static FleetArguments Parse(string[] args)
    {
        var isDry = args.Contains("--dry");
        var options = args.Where(argument => argument.StartsWith("--", StringComparison.Ordinal));
        var words = args.Except(options).Where(word => !int.TryParse(word, CultureInfo.InvariantCulture, out _)).ToArray();
        var stores = FleetStores.All.Where(store => words.Contains(store.Word())).ToArray();
        var sizes = words.Except(stores.Select(FleetStores.Word)).Except([Saturation]).ToArray();
        var hasSaturation = words.Contains(Saturation);
        var rows = RowsOf(sizes, isDry, hasSaturation).Where(row => stores.Length == 0 || stores.Contains(row.Store));
        var saturated = FleetStores.All
            .Where(store => store.IsOurs() && (stores.Length == 0 || stores.Contains(store)))
            .Where(_ => hasSaturation || sizes.Length == 0);
        var lifetimes = Number(args, "--lifetimes") ?? 3;
        var plan = new FleetPlan(TimeSpan.FromSeconds(isDry ? 3 : 60), lifetimes);
        return new FleetArguments([.. rows], [.. saturated], plan, isDry || args.Contains("--together"), isDry);
    }

    private static IEnumerable<FleetRow> RowsOf(string[] sizes, bool isDry, bool hasSaturation) => (sizes, isDry, hasSaturation) switch
    {
        ({ Length: > 0 }, _, _) => sizes.SelectMany(size =>
            FleetRow.OfSize(size) ?? throw new ArgumentException($"'{size}' is no store, no size, and not '{Saturation}'.")),
        (_, true, _) => FleetStores.All.Select(store => new FleetRow(store, 2, 2)),
        (_, _, true) => [],
        _ => FleetRow.All,
    };

    private static int? Number(string[] args, string option) =>
        Array.IndexOf(args, option) is >= 0 and var at ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : null;
}
