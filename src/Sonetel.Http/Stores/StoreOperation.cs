namespace Sonetel.Http;

/// <summary>What a store is asked for; each may fail while the others work.</summary>
[Flags]
internal enum StoreOperation
{
    Read = 1,
    Write = 2,
    Lock = 4,
    Release = 8,
}
