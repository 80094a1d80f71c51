namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>The server that keeps a fleet's tokens, and what a test does to it.</summary>
internal interface IFleetStore : IAsyncDisposable
{
    string ConnectionStringOf(string member);

    /// <summary>The row, or null where there is none, or the server is away.</summary>
    Task<TokenSet?> ReadAsync(Ct ct);

    /// <summary>How often an older result has replaced a newer one; null where the server keeps no versions.</summary>
    Task<int?> StaleOverwritesAsync(Ct ct);

    /// <summary>Ends every session, as an administrator or a failover does.</summary>
    Task EndSessionsAsync(Ct ct);

    /// <summary>Ends the server, as a crash does.</summary>
    Task StopAsync();

    Task StartAgainAsync(Ct ct);
}
