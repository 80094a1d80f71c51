namespace Sonetel.Http.Emulator;

/// <summary>For whom, by which client and for what a token was issued; all tokens of one sign-in share it, and end with it.</summary>
internal sealed class Grantee(EmulatedSystem system, string clientId, string? scope)
{
    public EmulatedSystem System { get; } = system;

    public string ClientId { get; } = clientId;

    public string? Scope { get; } = scope;

    public volatile bool IsRevoked;
}
