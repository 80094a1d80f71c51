using System.Globalization;

namespace Sonetel.Http.Benchmarks.Fleet.Servers;

/// <summary>Processor time as Linux counts it, in hundredths of a second.</summary>
internal static class ProcessorTime
{
    private const int TicksPerSecond = 100;

    /// <summary>Of a process, its children, and those of its children that have ended.</summary>
    public static TimeSpan OfTree(int root)
    {
        var all = Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            .Select(name => Stat(int.Parse(name!, CultureInfo.InvariantCulture)))
            .ToArray();
        var ticks = all.Where(stat => stat.Id == root || stat.Parent == root).Sum(stat => stat.Ticks);
        return TimeSpan.FromSeconds(ticks / (double)TicksPerSecond);
    }

    public static int ParentOf(int process) => Stat(process).Parent;

    /// <summary>Of the whole machine since it started: what it worked, and all there was.</summary>
    public static (double Busy, double All) OfMachine()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        var idle = fields[3] + fields[4];
        return (fields.Sum() - idle, fields.Sum());
    }

    private static (int Id, int Parent, long Ticks) Stat(int process)
    {
        try
        {
            // The program's name stands in brackets and may hold spaces: what follows is told apart by them.
            var text = File.ReadAllText($"/proc/{process}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
            return (process, int.Parse(fields[1], CultureInfo.InvariantCulture), ticks);
        }
        catch (IOException)
        {
            return default;
        }
    }
}
