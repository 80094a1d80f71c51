using System.Diagnostics;

namespace Sonetel.Http.IntegrationTests.Soak;

/// <summary>What the process holds.</summary>
internal sealed record Resources(double PeakMegabytes, double HeapMegabytes, int Handles)
{
    public static Resources Now()
    {
        using var process = Process.GetCurrentProcess();
        return new Resources(process.PeakWorkingSet64 / 1e6, GC.GetTotalMemory(forceFullCollection: true) / 1e6, process.HandleCount);
    }
}
