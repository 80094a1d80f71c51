namespace Sonetel.Http.Benchmarks.HotPath;

/// <summary>How the inner handler answers: before it returns, or after.</summary>
public enum Completion
{
    AtOnce,
    Later,
}
