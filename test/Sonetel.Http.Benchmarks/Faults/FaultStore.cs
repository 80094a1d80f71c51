namespace Sonetel.Http.Benchmarks.Faults;

internal enum FaultStore
{
    PostgreSql,
    Redis,
}
