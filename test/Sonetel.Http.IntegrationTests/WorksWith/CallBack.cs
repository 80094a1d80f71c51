namespace Sonetel.Http.IntegrationTests.WorksWith;

/// <summary>Who is called first, and whom they are put through to.</summary>
public sealed record CallBack(string Call1, string Call2);
