using BenchmarkDotNet.Reports;

namespace Sonetel.Http.Benchmarks.Running;

internal static class RunStatus
{
    /// <summary>Whether each benchmark of a class ran to its end.</summary>
    public static bool IsWhole(Summary summary) =>
        !summary.HasCriticalValidationErrors && summary.Reports.Length > 0 && summary.Reports.Length == summary.BenchmarksCases.Length && summary.Reports.All(report => report.Success);
}
