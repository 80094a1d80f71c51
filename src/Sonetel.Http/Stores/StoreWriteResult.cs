namespace Sonetel.Http;

/// <summary>What became of a write and, where that is unknown, why.</summary>
internal readonly record struct StoreWriteResult(StoreWrite Outcome, Exception? Failure);
