using System.Text.Json.Serialization;

namespace Sonetel.Http.Benchmarks.Fleet;

/// <summary>How many renewals a second a store takes on this machine, and what each costs.</summary>
internal sealed record SaturationResult
{
    public required FleetStore Store { get; init; }

    public required int AtOnce { get; init; }

    public required double RenewalsPerSecond { get; init; }

    public required double P50Microseconds { get; init; }

    public required double P99Microseconds { get; init; }

    public required double StoreCallsPerRenewal { get; init; }

    /// <summary>The processor time of the store's processes, PgBouncer left out.</summary>
    public required double StoreMicroseconds { get; init; }

    public required double MemberMicroseconds { get; init; }

    public required double MachineBusy { get; init; }

    public required long Failed { get; init; }

    [JsonIgnore]
    public string Key => $"{(int)Store} {AtOnce:D4}";
}
