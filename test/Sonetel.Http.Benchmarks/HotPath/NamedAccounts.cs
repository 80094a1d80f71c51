using System.Reflection;

namespace Sonetel.Http.Benchmarks.HotPath;

/// <summary>Eight accounts for requests to choose from.</summary>
internal static class NamedAccounts
{
    public static readonly string[] Names = [.. Enumerable.Range(1, 8).Select(number => $"account-{number}")];

    /// <summary>Undoes what naming an account leaves behind in the process, so that rows that name none measure what their users have.</summary>
    public static void Forget() => typeof(RequestAccount).GetField("_inUse", BindingFlags.NonPublic | BindingFlags.Static)!.SetValue(null, false);
}
