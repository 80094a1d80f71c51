// These tests wait for lifetimes to pass, and do little meanwhile.
[assembly: Parallelizable(ParallelScope.All)]
[assembly: LevelOfParallelism(4)]
