namespace Sonetel.Http.Emulator;

/// <summary>A throttle's decision about one request.</summary>
internal readonly record struct Admission(bool IsAdmitted, int Remaining, DateTimeOffset WindowEnds);
