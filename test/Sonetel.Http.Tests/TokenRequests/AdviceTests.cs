using System.Net;
using NUnit.Framework.Constraints;

namespace Sonetel.Http.Tests.TokenRequests;

/// <summary>A refusal names the options that may be wrong, and none that cannot be.</summary>
[CancelAfter(30_000)]
public sealed class AdviceTests
{
    private const string Plain = "secret";
    private const string Ambiguous = "p&q=r+s";

    [TestCase(Plain, ". Check ClientId, ClientSecret and ClientAuthentication.")]
    [TestCase(Ambiguous, ". Check ClientSecret, then BasicEncoding: ")]
    public async Task A_refused_client_is_told_of_encodings_only_if_they_differ(string secret, string advice, Ct ct)
    {
        await using var world = new TestWorld(options => (options.ClientId, options.ClientSecret) = ("client", secret));
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Json("""{"error":"invalid_client"}""", HttpStatusCode.Unauthorized);

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Says($"401 invalid_client{advice}"));
    }

    [TestCase(Plain, 401, ". Check ClientId, ClientSecret and Scope.")]
    [TestCase(Ambiguous, 401, ". Check ClientSecret, then BasicEncoding: ")]
    [TestCase(Ambiguous, 403, ". Check ClientId, ClientSecret and Scope.")]
    public async Task A_refused_account_without_a_user_is_told_of_its_client(string secret, int status, string advice, Ct ct)
    {
        await using var world = new TestWorld(options => options.UseMoov("client", secret, "/a.read"));
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Json("""{"error":"access_denied"}""", (HttpStatusCode)status);

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Says($"{status} access_denied{advice}"));
    }

    // Moov's map of fields to messages comes from a server that has read the body.
    [TestCase("""{"error":"invalid_request","error_description":"bad body"}""", true)]
    [TestCase("""{"scope":"unknown"}""", false)]
    [TestCase("""{"field":"no grant"}""", true)]
    public async Task A_body_in_another_format_is_to_blame_unless_the_server_has_read_it(string json, bool isToBlame, Ct ct)
    {
        await using var world = new TestWorld(options => options.RequestFormat = TokenRequestFormat.Json);
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Json(json, HttpStatusCode.UnprocessableEntity);

        var advice = isToBlame ? "in the format Json: set RequestFormat" : ". Check Username and Password";
        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Says(advice));
    }

    private static ContainsConstraint Says(string advice) =>
        Throws.InstanceOf<SonetelAuthException>().With.Message.Contains(advice);
}
