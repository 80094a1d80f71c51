namespace Sonetel.Http;

/// <summary>Marks in the container that an account has a token client of its own.</summary>
internal sealed record TokenClientRegistration(string Account);
