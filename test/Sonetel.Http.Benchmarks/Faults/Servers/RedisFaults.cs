using Sonetel.Http.IntegrationTests.Fleet;

namespace Sonetel.Http.Benchmarks.Faults.Servers;

/// <summary>One Redis that has everything it acknowledged when it starts again.</summary>
internal sealed class RedisFaults(RedisServer server) : IFaultServer
{
    public string ConnectionString => server.ConnectionString;

    public Task BreakAsync() => server.KillAsync();

    public Task MendAsync() => server.StartAgainAsync(default);

    public Task RestoreAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
