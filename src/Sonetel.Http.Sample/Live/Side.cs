using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Sample;

/// <summary>One of the two apps that are compared.</summary>
internal sealed class Side(string name, Meter meter, ServiceProvider app, Func<DateTimeOffset?> expiresAt)
    : IAsyncDisposable
{
    public string Name => name;

    public Meter Meter => meter;

    public IServiceProvider App => app;

    public SteadyTraffic Traffic { get; } = new(app.GetRequiredService<AccountClient>(), meter);

    /// <summary>How long the app's current token is still valid, as far as the app knows.</summary>
    public TimeSpan TimeLeft => expiresAt() - DateTimeOffset.UtcNow is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
