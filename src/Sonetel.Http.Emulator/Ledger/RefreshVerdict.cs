namespace Sonetel.Http.Emulator;

internal enum RefreshVerdict
{
    Accepted,
    Unknown,
    Expired,
    Revoked,
    WrongClient,
}
