using System.Net;

namespace Sonetel.Http.ServerTests;

internal sealed class ColdStartTests
{
    [TestCase(false, false, TestName = "Two_hundred_callers_sign_in_once(JWT)")]
    [TestCase(true, false, TestName = "Two_hundred_callers_sign_in_once(opaque)")]
    [TestCase(true, true, TestName = "Two_hundred_callers_sign_in_once(opaque, introspection)")]
    [CancelAfter(30_000)]
    public async Task Two_hundred_callers_sign_in_once(bool opaque, bool introspects, Ct ct)
    {
        await using var system = await TestSystem.StartAsync(new AuthServerSettings { Opaque = opaque }, ct, introspects);
        var process = system.StartProcess();

        var calls = new Uri("calls", UriKind.Relative);
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => process.Client.GetAsync(calls, ct)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answers.Select(answer => answer.StatusCode), Is.All.EqualTo(HttpStatusCode.OK));
            Assert.That(system.Api.Faults, Is.Empty);
            Assert.That(system.Server.Log.Count, Is.EqualTo(1), system.Server.Log.ToString());
            Assert.That(system.Api.Refused, Is.Zero);
            Assert.That(system.Api.AcceptedTokens, Has.Count.EqualTo(1));
        }
    }
}
