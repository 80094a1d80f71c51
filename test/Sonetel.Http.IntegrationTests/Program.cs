using System.Globalization;
using Sonetel.Http.IntegrationTests.Fleet;
using Sonetel.Http.IntegrationTests.Hard;
using Sonetel.Http.IntegrationTests.Soak;

// The test host brings its own entry point; these are the programs that tests start, or that take too long to be one.
return args switch
{
    ["member", var settings] => await FleetMember.RunAsync(MemberSettings.Parse(settings)),
    ["starve", var emulator] => StarvedProgram.Run(new Uri(emulator)),
    ["soak"] => await SoakRun.MainAsync(1_000_000, TimeSpan.FromSeconds(290)),
    ["soak", var seconds] => await SoakRun.MainAsync(1_000_000, TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture))),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("soak [seconds]");
    return 2;
}
