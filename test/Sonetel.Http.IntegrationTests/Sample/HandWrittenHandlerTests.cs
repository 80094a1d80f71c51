using System.Diagnostics;
using Sonetel.Http.Emulator;
using Sonetel.Http.Sample;

namespace Sonetel.Http.IntegrationTests.Sample;

/// <summary>The handler to compare with does well what such handlers do well;
/// otherwise the comparison proves nothing.</summary>
internal sealed class HandWrittenHandlerTests
{
    [Test, CancelAfter(60_000)]
    public async Task Hundred_callers_sign_in_once(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        await using var side = Start(emulator);

        await side.Traffic.BurstAsync(100, ct);

        Assert.That(side.Meter.Counts, Is.EqualTo(new Counts(Calls: 100, Failures: 0, TokenRequests: 1)));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_revoked_token_is_replaced_once_and_no_call_fails(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        await using var side = Start(emulator);
        await side.Traffic.BurstAsync(1, ct);
        emulator.RevokeAllTokens();

        await side.Traffic.BurstAsync(100, ct);

        Assert.That(side.Meter.Counts, Is.EqualTo(new Counts(Calls: 101, Failures: 0, TokenRequests: 2)));
    }

    private static Side Start(SonetelEmulator emulator)
    {
        emulator.Switches.SpringAnswer = true;
        var credentials = new Credentials(emulator.Options.Username, emulator.Options.Password);
        return Sides.HandWritten(emulator, credentials, new Meter(new Stopwatch()));
    }
}
