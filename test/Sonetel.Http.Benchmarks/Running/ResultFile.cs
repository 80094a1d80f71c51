using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sonetel.Http.Benchmarks.Running;

/// <summary>A table as data, in <c>Results</c> beside the sources: what was measured again replaces what stood there.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static async Task MergeAsync<TRow>(string name, IReadOnlyList<TRow> measured, Func<TRow, string> key)
    {
        var path = Path.Combine(Folder(), name);
        var before = File.Exists(path) ? JsonSerializer.Deserialize<TRow[]>(await File.ReadAllTextAsync(path), Format)! : [];
        var isNew = measured.Select(key).ToHashSet(StringComparer.Ordinal);
        var rows = before.Where(row => !isNew.Contains(key(row))).Concat(measured).OrderBy(key, StringComparer.Ordinal);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(rows, Format) + "\n");
    }

    private static string Folder([CallerFilePath] string source = "") =>
        Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(source))!, "Results");
}
