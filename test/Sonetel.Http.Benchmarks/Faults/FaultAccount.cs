namespace Sonetel.Http.Benchmarks.Faults;

/// <summary>What an account has to get a token with.</summary>
internal enum FaultAccount
{
    Password,
    OnlyRefreshToken,
}
