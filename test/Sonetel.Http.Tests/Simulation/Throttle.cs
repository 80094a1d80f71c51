namespace Sonetel.Http.Tests.Simulation;

/// <summary>What a process was last told by an endpoint that has too much to do.</summary>
/// <param name="Refused">The request that was answered so.</param>
/// <param name="At">When the process heard of it.</param>
/// <param name="Seconds">How long it is to leave the endpoint alone.</param>
/// <param name="IsServerError">Whether the status was a 5xx.</param>
/// <param name="RowToken">The access token that it saw in the row last.</param>
internal sealed record Throttle(TokenExchange Refused, double At, double Seconds, bool IsServerError, string? RowToken);
