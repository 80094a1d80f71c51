using Sonetel.Http.IntegrationTests.Fleet;

namespace Sonetel.Http.Benchmarks.Faults.Servers;

internal sealed class PostgreSqlFaults(PostgreSqlServer server) : IFaultServer
{
    public string ConnectionString => server.ConnectionString;

    public Task BreakAsync() => server.StopAsync();

    public Task MendAsync() => server.StartAgainAsync();

    public Task RestoreAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
