namespace Sonetel.Http.Emulator;

/// <summary>What a throttle says to one request.</summary>
internal readonly record struct Admission(bool IsAdmitted, int Remaining, DateTimeOffset WindowEnds);
