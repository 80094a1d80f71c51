using System.Globalization;
using System.Text;

namespace Sonetel.Http.Tests.Simulation.Scale;

/// <summary>What a fleet did, in all and per account and lifetime.</summary>
internal sealed record ScaleResult(ScaleSettings Settings, IReadOnlyList<ScaleRow> Rows)
{
    public required long Calls { get; init; }

    /// <summary>Calls that had no token, or one that was out, and looked into the row.</summary>
    public required long Waits { get; init; }

    public required long Failures { get; init; }

    public required int Reused { get; init; }

    public required int Superfluous { get; init; }

    public required int MostInSecond { get; init; }

    public required int MostAtOnce { get; init; }

    public required int MostInProcess { get; init; }

    /// <summary>Without the text of the tokens and without the settings, which the simulated processes share.</summary>
    public required double BytesPerManager { get; init; }

    public required long Events { get; init; }

    public required TimeSpan Took { get; init; }

    public required string? Stray { get; init; }

    public long Issued => Sum(static row => row.Issued);

    public double Lifetimes => Issued - Superfluous;

    public double BetweenRenewals => Rows.Sum(static row => row.LastIssuedAt - row.FirstIssuedAt) / (Issued - Rows.Count);

    public double RequestsPerLifetime => Issued / Lifetimes;

    public double ReadsPerLifetime => Sum(static row => row.Reads) / Lifetimes;

    public double WritesPerLifetime => Sum(static row => row.Claims + row.Beats + row.Results) / Lifetimes;

    public string Report()
    {
        var model = new ScaleModel(Settings);
        var text = new StringBuilder();
        Line(text, $"{Settings.Processes:N0} processes x {Settings.Accounts:N0} accounts, {Settings.Hours} h");
        Line(text, $"{Settings.Lifetime,14:N0} s tokens, {Settings.Calls} calls of each process for each account in that time");
        Line(text, $"{Calls,14:N0} calls, {Waits:N0} of them waited, {Failures} failed; {Events:N0} events in {Took.TotalSeconds:N1} s");
        Line(text, $"{Issued,14:N0} token requests, {Superfluous} superfluous, {Reused} refresh tokens sent twice");
        Line(text, $"{BetweenRenewals,14:N1} s between renewals, {model.BetweenRenewals:N1} by the model");
        Line(text, $"{RequestsPerLifetime,14:N3} token requests per account and lifetime, 1 by the model");
        Line(text, $"{ReadsPerLifetime,14:N3} reads, {model.Reads:N3} by the model");
        Line(text, $"{Per(static row => row.Claims),14:N3} claims, 1 by the model");
        Line(text, $"{Per(static row => row.Beats),14:N3} beats, 0 by the model");
        Line(text, $"{Per(static row => row.Results),14:N3} results, 1 by the model");
        Line(text, $"{Per(static row => row.Refused),14:N3} refused writes, 0 by the model");
        Line(text, $"{MostInSecond,14:N0} store calls in the busiest second, {MostAtOnce} at once, {MostInProcess} at once in one process");
        Line(text, $"{BytesPerManager,14:N0} bytes per account and process, its caller and its part of the clock included");
        return text.ToString();
    }

    private double Per(Func<ScaleRow, long> count) => Sum(count) / Lifetimes;

    private long Sum(Func<ScaleRow, long> count) => Rows.Sum(count);

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
