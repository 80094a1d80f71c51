using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sonetel.Http.Tests.Stores;

namespace Sonetel.Http.Tests.Diagnostics;

/// <summary>Whoever listens is foreign and may throw: no token is lost with it, least of all a refresh token that was just issued.</summary>
[CancelAfter(30_000)]
[NonParallelizable]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ThrowingListenerTests
{
    private readonly MemoryTokenStore _store = new();

    [Test]
    public async Task A_logger_that_throws_costs_no_token([Values] bool canSignIn, Ct ct)
    {
        await using var world = Start(canSignIn);
        world.Services.AddSingleton<ILoggerProvider>(new ThrowingLogger());

        await RenewAsync(world, canSignIn, ct);
    }

    [Test]
    public async Task A_listener_of_metrics_that_throws_costs_no_token([Values] bool canSignIn, Ct ct)
    {
        await using var world = Start(canSignIn);
        var meters = world.Provider.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, listener) => Listen(instrument, listener, meters) };
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => throw new InvalidOperationException("of the listener"));
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => throw new InvalidOperationException("of the listener"));
        listener.Start();

        await RenewAsync(world, canSignIn, ct);
    }

    [Test]
    public async Task A_listener_of_spans_that_throws_costs_no_token([Values] bool canSignIn, [Values] bool atStart, Ct ct)
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Sonetel.Http",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = _ => ThrowIf(atStart),
            ActivityStopped = _ => ThrowIf(!atStart),
        };
        ActivitySource.AddActivityListener(listener);
        await using var world = Start(canSignIn);

        await RenewAsync(world, canSignIn, ct);
    }

    private TestWorld Start(bool canSignIn)
    {
        var fleet = new FleetWorlds(_store);
        return canSignIn ? fleet.Start() : fleet.StartWithRefreshTokenOnly();
    }

    // A first token, its renewal, and a 401: each caller is served, and the store has the newest refresh token.
    private async Task RenewAsync(TestWorld world, bool canSignIn, Ct ct)
    {
        await world.Auth.GetAccessTokenAsync(ct);
        world.Time.Advance(TimeSpan.FromHours(2));
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-2");
        using var client = new HttpMessageInvoker(world.Pipeline, disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, canSignIn ? "https://public-api.sonetel.com/account/" : "https://api.sipgate.com/v2/");
        using var response = await client.SendAsync(request, ct);

        Assert.That((response.StatusCode, world.Sent.Last()), Is.EqualTo((HttpStatusCode.OK, "Bearer token-3")));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(3));
        Assert.That((await _store.GetAsync(world.Key, ct))!.RefreshToken, Is.EqualTo("refresh-3"));
    }

    private static void Listen(Instrument instrument, MeterListener listener, IMeterFactory meters)
    {
        if (instrument.Meter.Name == "Sonetel.Http" && ReferenceEquals(instrument.Meter.Scope, meters))
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private static void ThrowIf(bool throws)
    {
        if (throws)
        {
            throw new InvalidOperationException("of the listener");
        }
    }

    /// <summary>Throws at whatever the library logs; the factory's own loggers work.</summary>
    private sealed class ThrowingLogger : ILoggerProvider, ILogger
    {
        private bool _isOurs;

        public ILogger CreateLogger(string categoryName) =>
            new ThrowingLogger { _isOurs = categoryName.StartsWith("Sonetel.Http", StringComparison.Ordinal) };

        public bool IsEnabled(LogLevel logLevel) => _isOurs;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            ThrowIf(_isOurs);

        public void Dispose()
        {
        }
    }
}
