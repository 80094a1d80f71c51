using System.Collections;
using System.Globalization;
using Sonetel.Http.PostgreSql;
using Sonetel.Http.Redis;

namespace Sonetel.Http.IntegrationTests.Readme;

/// <summary>The tables of options list each option once, with the default that it has.</summary>
public sealed class OptionTableTests
{
    private const string Header = "| option | default | |";
    private const string None = "–";

    [TestCase("src/Sonetel.Http/README.md", 0, typeof(SonetelAuthOptions))]
    [TestCase("src/Sonetel.Http/README.md", 1, typeof(DistributedCacheTokenStoreOptions))]
    [TestCase("src/Sonetel.Http.PostgreSql/README.md", 0, typeof(PostgreSqlTokenStoreOptions))]
    [TestCase("src/Sonetel.Http.Redis/README.md", 0, typeof(RedisTokenStoreOptions))]
    public void Each_option_is_listed_with_its_default(string path, int table, Type options)
    {
        var fresh = Activator.CreateInstance(options);
        var listed = Markdown.Tables(new Markdown(path).Text, Header).ElementAt(table);
        var expected = options.GetProperties().Select(option => $"`{option.Name}` = {Shown(option.GetValue(fresh))}");

        Assert.That(listed.Select(row => $"{row[0]} = {row[1]}"), Is.EquivalentTo(expected));
    }

    private static string Shown(object? value) => value switch
    {
        null => None,
        bool flag => flag ? "`true`" : "`false`",
        TimeSpan time => Shown(time),
        long bytes => $"{bytes / 1024} KiB",
        IDictionary<string, string> pairs => Listed(pairs.Select(pair => $"{pair.Key}={pair.Value}")),
        string text => $"`{text}`",
        IEnumerable values => Listed(values.Cast<object>().Select(member => $"{member}")),
        _ => $"`{value}`",
    };

    private static string Shown(TimeSpan time)
    {
        (TimeSpan Length, string Name)[] units =
        [
            (TimeSpan.FromDays(1), "days"), (TimeSpan.FromHours(1), "h"),
            (TimeSpan.FromMinutes(1), "min"), (TimeSpan.FromSeconds(1), "s"),
        ];
        var unit = units.First(whole => time.Ticks % whole.Length.Ticks == 0);
        return $"{(time / unit.Length).ToString(CultureInfo.InvariantCulture)} {unit.Name}";
    }

    private static string Listed(IEnumerable<string> values)
    {
        var shown = string.Join(", ", values.Select(value => $"`{value}`"));
        return shown.Length == 0 ? None : shown;
    }
}
