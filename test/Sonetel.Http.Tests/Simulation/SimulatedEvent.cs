namespace Sonetel.Http.Tests.Simulation;

/// <summary>Something that happens at a point of virtual time: to a process, or, without one, to the world.</summary>
internal readonly record struct SimulatedEvent(SimulatedProcess? Process, Action Run);
