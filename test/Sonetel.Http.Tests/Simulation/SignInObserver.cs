namespace Sonetel.Http.Tests.Simulation;

/// <summary>Counts how often a fleet signs in with a password that is wrong.</summary>
internal static class SignInObserver
{
    private const double Window = 1800;

    public static void Check(Fleet fleet)
    {
        // Those sent before the store knew of a refusal could not know either, and count as the one that it was told of;
        // without the store nobody knows of the others.
        var firstRefusal = fleet.Store.FirstRefusal ?? double.MaxValue;
        var times = fleet.Server.SignIns.Where(signIn => !signIn.IsAlone).Select(signIn => signIn.SentAt).ToArray();
        var counted = times.Where(at => at > firstRefusal).Concat(times.Where(at => at <= firstRefusal).TakeLast(1)).ToArray();
        var worst = counted.Select(first => counted.Count(at => at >= first && at < first + Window)).DefaultIfEmpty().Max();

        if (worst > 5)
        {
            fleet.Observers.Violation(Invariants.TooManySignIns, $"{worst}");
        }
    }
}
