namespace Sonetel.Http.Tests.Simulation;

/// <summary>Counts how often a fleet signs in with a password that is wrong.</summary>
internal static class SignInObserver
{
    private const double Window = 1800;

    public static void Check(Fleet fleet)
    {
        // What nobody received before the store knew of a refusal could teach nobody, and without the store nobody knows of the others.
        var firstRefusal = fleet.Store.FirstRefusal ?? double.MaxValue;
        var counted = fleet.Server.SignIns.Where(signIn => !signIn.IsAlone && (signIn.ReceivedAt is not null || signIn.SentAt > firstRefusal)).ToArray();
        var worst = counted.Select(first => counted.Count(signIn => signIn.SentAt >= first.SentAt && signIn.SentAt < first.SentAt + Window)).DefaultIfEmpty().Max();
        if (worst > 5)
        {
            fleet.Observers.Violation(Invariants.TooManySignIns, $"{worst}");
        }
    }
}
