namespace Sonetel.Http;

/// <summary>What became of a write.</summary>
internal enum StoreWrite
{
    /// <summary>The store holds the set.</summary>
    Taken,

    /// <summary>The set was not the next generation; the store holds what it held.</summary>
    NotTaken,

    /// <summary>It failed, or took too long; only a read tells whether the store holds the set.</summary>
    Unknown,
}
