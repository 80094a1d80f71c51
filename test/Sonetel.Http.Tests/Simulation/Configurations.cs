namespace Sonetel.Http.Tests.Simulation;

/// <summary>The fleets that are simulated; the names are those of the model that the protocol was designed with.</summary>
internal static class Configurations
{
    private static readonly ServerMode[] Graceful = [ServerMode.GraceSuccessor, ServerMode.GraceSibling];

    private static readonly CommandKind[] Changes = [CommandKind.Set, CommandKind.Reload, CommandKind.Remove, CommandKind.Renew];

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
        new("rt-undecrypt") { OneCannotDecrypt = true, FaultsAtSteps = .02, NetworkFaults = .03 },
        new("rt-options")
        {
            Commands = Changes,
            CommandsAtSteps = .15,
            FaultsAtSteps = .03,
            NetworkFaults = .03,
            Kinds = [FaultKind.Stop, FaultKind.Late, FaultKind.CutOff, FaultKind.StoreDown, FaultKind.Freeze],
            LongestFreeze = 18,
            StoreErrors = .01,
        },
        new("sign-options")
        {
            CanSignIn = true,
            Modes = Enum.GetValues<ServerMode>(),
            Commands = Changes,
            CommandsAtSteps = .15,
            FaultsAtSteps = .03,
        },
        new("rt-forget")
        {
            Commands = [.. Enumerable.Repeat(CommandKind.RevokeAccessToken, 15), CommandKind.Revoke],
            CommandsAtSteps = .1,
            FaultsAtSteps = .03,
            NetworkFaults = .03,
            MostLost = .6,
        },
        new("sign-forget")
        {
            CanSignIn = true,
            Modes = Enum.GetValues<ServerMode>(),
            Commands = [CommandKind.RevokeAccessToken, CommandKind.Revoke],
            CommandsAtSteps = .1,
            FaultsAtSteps = .03,
        },
        new("nofault-leave") { HasFaults = false, Cancels = .5, RevokesAccessTokens = 0 },
        new("rt-leave") { Cancels = .5, NetworkFaults = .04 },
        new("sign-leave") { CanSignIn = true, Cancels = .5, Modes = Enum.GetValues<ServerMode>() },
        new("rt-throttled")
        {
            Throttles = .4,
            Lifetime = 60,
            SkewedClocks = 0,
            NetworkFaults = 0,
            FaultsAtSteps = .01,
        },
        new("sign-throttled")
        {
            CanSignIn = true,
            Throttles = .4,
            Lifetime = 60,
            SkewedClocks = 0,
            NetworkFaults = 0,
            FaultsAtSteps = .01,
            Modes = [ServerMode.RevokeFamily, ServerMode.Fixed],
        },
    ];
}
