using System.Globalization;
using System.Runtime.CompilerServices;

namespace Sonetel.Http.Tests.Simulation;

/// <summary>A line of the trace, which is put together only while there is one.</summary>
[InterpolatedStringHandler]
internal ref struct TraceLine
{
    private DefaultInterpolatedStringHandler _text;

    public TraceLine(int literalLength, int formattedCount, Simulator simulator, out bool isWanted)
    {
        isWanted = simulator.IsTracing;
        _text = isWanted ? new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string format) => _text.AppendFormatted(value, format);

    public string Text() => _text.ToStringAndClear();
}
