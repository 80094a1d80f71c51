using Sonetel.Http.Benchmarks.HotPath;

namespace Sonetel.Http.Benchmarks.Plots;

/// <summary>Two bars for each client: the answer is there at once, or it comes later.</summary>
internal static class HotPathPlot
{
    private const string Ours = "Sonetel";
    private const double Bars = 244;
    private const double BarsEnd = 600;
    private const double Top = 128;
    private const double RowHeight = 44;

    // Those that tell something new: the others stand in the table.
    private static readonly (string Client, string Name, string Detail)[] Titles =
    [
        ("ConstantHeader", "A constant header", "and nothing else"),
        ("ConstantHeaderWith401", "A constant header", "could send again after a 401"),
        (Ours, "Sonetel.Http", ""),
        ("SonetelEightAccounts", "Sonetel.Http", "eight accounts by name"),
        ("MemoryCache", "By hand", "SemaphoreSlim + IMemoryCache"),
        ("Google", "Google.Apis.Auth", "UserCredential"),
        ("Azure", "Azure.Core", "BearerTokenAuthenticationPolicy"),
        ("RestSharp", "RestSharp", "its own authenticator"),
        ("Msal", "MSAL", "AcquireTokenForClient"),
    ];

    public static string Draw(HotPathResult[] rows)
    {
        var svg = new Svg("What a cached token adds to each request, beside peers", Description(rows));
        const string Note = "Time over the same client without a token, in memory, a token of 1,080 characters.";
        svg.Heading("What a cached token adds to each request", $"{Note} Logarithmic; shorter is better.");
        svg.Legend(
            Svg.Left,
            92,
            ("ours", "Sonetel.Http, response at once"),
            ("ours-soft", "response later"),
            ("peer", "others, response at once"),
            ("peer-soft", "response later"));
        svg.Text("right muted", Svg.Right, 116, "bytes per request");

        var clients = Sorted(rows);
        var bottom = Top + (RowHeight * clients.Length);
        var times = clients.SelectMany(client => new[] { client.AtOnce, client.Later }).OfType<HotPathResult>();
        var scale = AxisScale.Log(times.Select(row => row.Nanoseconds), Bars, BarsEnd);
        svg.Columns(scale, Top, bottom, Numbers.Nanoseconds);

        foreach (var (number, (client, atOnce, later)) in clients.Index())
        {
            var (_, name, detail) = Array.Find(Titles, title => title.Client == client);
            var isOurs = client.StartsWith(Ours, StringComparison.Ordinal);
            var middle = Top + (RowHeight * (number + 0.5));
            svg.RowTitle(Bars - 12, middle, name, detail, isOurs);
            Bar(svg, scale, rows, atOnce, middle - 15, isOurs ? "ours" : "peer");
            Bar(svg, scale, rows, later, middle + 1, isOurs ? "ours-soft" : "peer-soft");
        }

        return svg.ToText(bottom + 40);
    }

    private static (string Client, HotPathResult? AtOnce, HotPathResult? Later)[] Sorted(HotPathResult[] rows)
    {
        var sorted = from title in Titles
                     let atOnce = Find(rows, title.Client, Completion.AtOnce)
                     let later = Find(rows, title.Client, Completion.Later)
                     let first = atOnce ?? later
                     where first is not null
                     orderby first.Nanoseconds
                     select (title.Client, atOnce, later);
        return [.. sorted];
    }

    private static void Bar(Svg svg, AxisScale scale, HotPathResult[] rows, HotPathResult? row, double y, string css)
    {
        if (row is null)
        {
            return;
        }

        svg.Bar(css, scale, row.Nanoseconds, y, 14);
        var ours = row.Client.StartsWith(Ours, StringComparison.Ordinal) ? null : Find(rows, Ours, row.Inner);
        var text = Numbers.Nanoseconds(row.Nanoseconds);

        if (ours is { Nanoseconds: > 0 })
        {
            text += $" · {Numbers.Times(row.Nanoseconds / ours.Nanoseconds)} ours";
        }

        svg.Text("halo text", scale.At(row.Nanoseconds) + 6, y + 11.5, text);
        svg.Text("right muted", Svg.Right, y + 11.5, Numbers.Bytes(row.Bytes));
    }

    private static HotPathResult? Find(HotPathResult[] rows, string client, Completion inner) =>
        Array.Find(rows, row => row.Client == client && row.Inner == inner);

    private static string Description(HotPathResult[] rows)
    {
        var sentences = from title in Titles
                        let row = Find(rows, title.Client, Completion.AtOnce)
                        where row is not null
                        orderby row.Nanoseconds
                        let name = $"{title.Name} {title.Detail}".TrimEnd()
                        select $"{name}: {Numbers.Nanoseconds(row.Nanoseconds)}, {Numbers.Bytes(row.Bytes)}";
        return string.Join("; ", sentences);
    }
}
