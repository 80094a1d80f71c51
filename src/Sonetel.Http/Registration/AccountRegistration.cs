namespace Sonetel.Http;

/// <summary>Marks in the container that an account was registered by name.</summary>
internal sealed record AccountRegistration(string Name);
