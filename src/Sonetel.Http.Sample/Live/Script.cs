using Microsoft.Extensions.DependencyInjection;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.Sample;

/// <summary>The steps that both apps go through in thirty seconds.</summary>
internal sealed class Script(SonetelEmulator emulator, Credentials credentials, Side handWritten, Side library)
{
    private const int Callers = 1_000;

    private const string NewPassword = "battery-staple";

    public const string Recovery = "endpoint back";

    public IReadOnlyList<Step> Steps =>
    [
        new("cold start", Seconds(2.5), ColdStartAsync, c => c is { Failures: 0, TokenRequests: 1, Calls: >= Callers }),
        new("expiry", Seconds(5.5), Nothing, c => c is { Failures: 0, TokenRequests: 1 or 2 or 3 }),
        new("all tokens revoked", Seconds(9.8), RevokeAsync, c => c is { Failures: 0, TokenRequests: 3 or 4 }),
        new("endpoint 503", Seconds(1.8), EndpointDownAsync, c => c is { Failures: 0, TokenRequests: >= 1 and <= 5 }),
        new(Recovery, Seconds(3.4), EndpointUpAsync, c => c is { Failures: 0, TokenRequests: >= 1 and <= 3 }),
        new("password changed", Seconds(4), ChangePasswordAsync, c => c is { Failures: > 0, TokenRequests: 1 or 2 }),
        new("updated", Seconds(3), UpdateAsync, c => c.TokenRequests == 1 && c.Failures < c.Calls / 2),
    ];

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static Task Nothing(Ct ct) => Task.CompletedTask;

    private Task ColdStartAsync(Ct ct) => Task.WhenAll(
        handWritten.Traffic.BurstAsync(Callers, ct),
        library.Traffic.BurstAsync(Callers, ct));

    // Revokes three times, a second apart. Later tokens have a longer lifetime, so that the outage falls into
    // their last fifth.
    private async Task RevokeAsync(Ct ct)
    {
        emulator.Switches.AccessTokenLifetime = Seconds(10);
        emulator.RevokeAllTokens();

        for (var i = 0; i < 2; i++)
        {
            await Task.Delay(Seconds(1), ct);
            emulator.RevokeAllTokens();
        }
    }

    private Task EndpointDownAsync(Ct ct)
    {
        emulator.TokenFaults.Always(Fault.Status(503));
        return Task.CompletedTask;
    }

    private Task EndpointUpAsync(Ct ct)
    {
        emulator.TokenFaults.Clear();
        return Task.CompletedTask;
    }

    private Task ChangePasswordAsync(Ct ct)
    {
        emulator.ChangePassword(NewPassword);
        return Task.CompletedTask;
    }

    private Task UpdateAsync(Ct ct)
    {
        credentials.Password = NewPassword;
        library.App.GetRequiredService<ISonetelAuthFactory>().Reload(string.Empty);
        return Task.CompletedTask;
    }
}
