namespace Sonetel.Http.Tests.Simulation;

/// <summary>Which versions of the options a process has had, and since when.</summary>
internal sealed class SettingsHistory(int first)
{
    private readonly List<(double Since, int Settings)> _versions = [(double.NegativeInfinity, first)];

    public int Current => _versions[^1].Settings;

    public void Change(double now, int settings) => _versions.Add((now, settings));

    /// <summary>Whether a version was in force at that time, or later.</summary>
    public bool Had(int settings, double since)
    {
        var first = _versions.FindLastIndex(version => version.Since < since);
        return _versions.FindIndex(Math.Max(first, 0), version => version.Settings == settings) >= 0;
    }
}
