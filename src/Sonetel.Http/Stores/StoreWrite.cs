namespace Sonetel.Http;

/// <summary>The outcome of a write to the store.</summary>
internal enum StoreWrite
{
    /// <summary>The store accepted the set.</summary>
    Taken,

    /// <summary>The store rejected the set, because it was not the next generation.</summary>
    NotTaken,

    /// <summary>The write failed or took too long; only a read shows whether the store accepted the set.</summary>
    Unknown,
}
