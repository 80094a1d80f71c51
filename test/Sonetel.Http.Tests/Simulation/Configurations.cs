namespace Sonetel.Http.Tests.Simulation;

/// <summary>The fleets that are simulated; the names are those of the model that the protocol was designed with.</summary>
internal static class Configurations
{
    private static readonly ServerMode[] Graceful = [ServerMode.GraceSuccessor, ServerMode.GraceSibling];

    public static readonly Configuration[] All =
    [
        new("nofault-rt") { HasFaults = false, RevokesAccessTokens = 0 },
        new("nofault-sign")
        {
            HasFaults = false,
            CanSignIn = true,
            Modes = [ServerMode.RevokeFamily, ServerMode.Fixed],
            RevokesAccessTokens = 0,
        },
        new("rt-revoke") { NetworkFaults = .04 },
        new("rt-grace") { NetworkFaults = .08, Modes = Graceful },
        new("rt-other") { NetworkFaults = .08, Modes = [ServerMode.Strict, ServerMode.Fixed, ServerMode.NotTold] },
        new("rt-store")
        {
            NetworkFaults = 0,
            FaultsAtSteps = .12,
            Kinds = [FaultKind.CutOff, FaultKind.StoreDown, FaultKind.StoreDown, FaultKind.Freeze, FaultKind.Late],
            LongestFreeze = 18,
        },
        new("rt-wipe")
        {
            StoreForgets = true,
            NetworkFaults = 0,
            FaultsAtSteps = .02,
            Kinds = [FaultKind.Freeze, FaultKind.StoreDown, FaultKind.Late],
            LongestFreeze = 15,
            StoreErrors = .01,
        },
        new("rt-deploy")
        {
            Deploys = true,
            FaultsAtSteps = .02,
            NetworkFaults = .03,
            Kinds = [FaultKind.Stop, FaultKind.Late, FaultKind.StoreDown],
            StoreErrors = .01,
        },
        new("rt-silent")
        {
            Silence = .7,
            Modes = [ServerMode.RevokeFamily, ServerMode.GraceSibling],
            NetworkFaults = .2,
            FaultsAtSteps = 0,
        },
        new("rt-twice")
        {
            NetworkFaults = .04,
            Modes = [ServerMode.RevokeFamily, .. Graceful],
            StoreDuplicates = .05,
            RequestDuplicates = .05,
        },
        new("sign") { CanSignIn = true, Modes = Enum.GetValues<ServerMode>() },
        new("sign-twice")
        {
            CanSignIn = true,
            Modes = Enum.GetValues<ServerMode>(),
            StoreDuplicates = .05,
            RequestDuplicates = .05,
        },
        new("sign-undecrypt") { CanSignIn = true, OneCannotDecrypt = true, FaultsAtSteps = .02, NetworkFaults = .03 },
        new("sign-wrong")
        {
            CanSignIn = true,
            WrongPassword = true,
            Lifetime = 60,
            FaultsAtSteps = .1,
            NetworkFaults = .05,
            Kinds = [FaultKind.Kill, FaultKind.Freeze, FaultKind.Stop],
        },
    ];
}
