namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>A call to the API that failed in one of a fleet's processes.</summary>
internal sealed record FailedCall(string Member, DateTimeOffset At, string Why);
