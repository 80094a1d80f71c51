namespace Sonetel.Http;

/// <summary>The outcome of a write and, if it is unknown, the exception.</summary>
internal readonly record struct StoreWriteResult(StoreWrite Outcome, Exception? Failure);
