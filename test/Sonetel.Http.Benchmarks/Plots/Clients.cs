using Sonetel.Http.Benchmarks.Behaviour;
using Sonetel.Http.Benchmarks.Rollover;

namespace Sonetel.Http.Benchmarks.Plots;

/// <summary>How a client is called and coloured, the same in all plots.</summary>
internal static class Clients
{
    public static bool IsOurs(RolloverResult row) => IsOurs(row.Client);

    public static bool IsOurs(BehaviourResult row) => IsOurs(row.Client);

    public static bool IsOurs(string client) => client.StartsWith("Sonetel", StringComparison.Ordinal);

    public static string Name(string client) => IsByHand(client) ? "By hand" : client;

    public static string Detail(string client) => IsByHand(client) ? client : string.Empty;

    public static string Css(string client) => client switch
    {
        _ when IsOurs(client) => "ours",
        _ when IsByHand(client) => "warm",
        "Azure.Core" => "violet",
        "MSAL" => "green",
        _ => "peer",
    };

    private static bool IsByHand(string client) => client.StartsWith("SemaphoreSlim", StringComparison.Ordinal);
}
