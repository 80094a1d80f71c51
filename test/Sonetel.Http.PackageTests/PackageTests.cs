using System.Diagnostics;
using System.Net;
using System.Text;

namespace Sonetel.Http.PackageTests;

/// <summary>
/// What a new user does: installs the packages into a fresh project and runs the quick start. Takes two minutes, so it runs on
/// request: <c>dotnet test test/Sonetel.Http.PackageTests --filter TestCategory=Packages</c>.
/// </summary>
[Explicit, Category("Packages")]
public sealed class PackageTests
{
    private const int Limit = 300_000;

    private Packed _packed = null!;
    private string _tool = null!;
    private EmulatorTool _emulator = null!;

    [OneTimeSetUp]
    public async Task PackAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        _packed = await Packed.CreateAsync(limit.Token);
        _tool = await EmulatorTool.InstallAsync(_packed, limit.Token);
        _emulator = await EmulatorTool.StartAsync(_tool, [], limit.Token);
    }

    [OneTimeTearDown]
    public async Task CleanUpAsync()
    {
        await _emulator.DisposeAsync();
        _packed.Dispose();
    }

    [Test, CancelAfter(Limit)]
    public async Task A_web_app_installs_and_signs_in(Ct ct)
    {
        var run = Run("Web", "--once");
        run.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        run.Environment["Logging__LogLevel__Default"] = "Warning";
        run.Environment["Logging__LogLevel__Microsoft"] = "Warning";
        run.Environment["Api"] = $"{_emulator.Address}";
        run.Environment["Sonetel__Username"] = "user@example.com";
        run.Environment["Sonetel__Password"] = "correct-horse";
        run.Environment["Sonetel__TokenEndpoint"] = $"{_emulator.Address}SonetelAuth/beta/oauth/token";
        run.Environment["Sonetel__AllowedHosts__0"] = "127.0.0.1";

        Assert.That(await TellAsync(run, ct), Does.Contain("web: account 503312345"));
    }

    [Test, CancelAfter(Limit)]
    public async Task A_worker_that_pins_the_first_patch_installs_and_signs_in(Ct ct) =>
        Assert.That(await TellAsync(Run("Worker", $"{_emulator.Address}"), ct), Does.Contain("worker: account 503312345"));

    [Test, CancelAfter(Limit)]
    public async Task A_console_without_a_host_installs_and_signs_in(Ct ct) =>
        Assert.That(await TellAsync(Run("Console", $"{_emulator.Address}"), ct), Does.Contain("console: account 503312345"));

    [Test, CancelAfter(Limit)]
    public async Task A_console_on_net8_that_pins_the_first_patches_installs_and_signs_in(Ct ct) =>
        Assert.That(await TellAsync(Run("ConsoleNet8"), ct), Does.Contain("net8.0: account 503312345"));

    [Test, CancelAfter(Limit)]
    public async Task A_test_project_with_WebApplicationFactory_and_the_emulator_passes(Ct ct)
    {
        _packed.Project("Web");
        var folder = _packed.Project("Tests");
        var test = Command.WithoutServers(Command.Of(folder, "dotnet", "test", "--logger", "console;verbosity=detailed"));

        Assert.That(await TellAsync(test, ct), Does.Contain("tests: account 503312345, 1 token request").And.Contain("Passed: 1"));
    }

    [Test, CancelAfter(Limit)]
    public async Task The_tool_lists_all_that_can_be_switched(Ct ct)
    {
        var help = await Command.RunAsync(Command.Of(_packed.Folder, _tool, "--help"), ct);

        Assert.That(help, Does.Contain("--demands-origin true|false").And.Contain("Whether Moov's token endpoint and API require"));
    }

    [Test, CancelAfter(Limit)]
    public async Task The_tool_takes_its_switches(Ct ct)
    {
        string[] switches =
            ["--system", "moov", "--demands-origin", "false", "--access-token-lifetime", "90s", "--expires-in-form", "seconds"];
        await using var moov = await EmulatorTool.StartAsync(_tool, switches, ct);
        using var http = new HttpClient();
        using var body = new StringContent(
            """{"grant_type":"client_credentials","client_id":"client-1","client_secret":"client-secret-1","scope":"/ping.read"}""",
            Encoding.UTF8,
            "application/json");
        using var response = await http.PostAsync(new Uri(moov.Address, "oauth2/token"), body, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await response.Content.ReadAsStringAsync(ct), Does.Contain("\"expires_in\":90"));
    }

    private ProcessStartInfo Run(string project, params IEnumerable<string> arguments) =>
        Command.WithoutServers(Command.Of(_packed.Project(project), "dotnet", ["run", "--no-launch-profile", "--", .. arguments]));

    private static async Task<string> TellAsync(ProcessStartInfo start, Ct ct)
    {
        var output = await Command.RunAsync(start, ct);
        await TestContext.Progress.WriteLineAsync(output.Trim());
        return output;
    }
}
