using System.Net;
using Microsoft.Extensions.Logging;

namespace Sonetel.Http.Tests.TokenRequests;

/// <summary>What an exception and the log keep of an error response, and what is taken out of it.</summary>
[CancelAfter(30_000)]
public sealed class ErrorContentTests
{
    [TestCase("""{"error":"invalid_grant","error_description":"no such user"}""", "400 (invalid_grant): no such user")]
    [TestCase("{}", "400 (no error code): no description")]
    public async Task An_error_response_is_logged_at_Debug(string json, string line, Ct ct)
    {
        await using var world = new TestWorld();

        await FailureAsync(world, json, ct);

        Assert.That(world.Logs.At(LogLevel.Debug), Has.Some.StartsWith("TokenErrorResponse ").And.Contains(line));
        Assert.That(world.Logs.At(LogLevel.Information), Has.None.StartsWith("TokenErrorResponse "));
    }

    [TestCase(1, true)]
    [TestCase(64, true)]
    [TestCase(65, false)]
    [TestCase(0, false)]
    public async Task An_unknown_error_code_is_kept_up_to_64_characters(int length, bool isKept, Ct ct)
    {
        await using var world = new TestWorld();
        var code = new string('x', length);

        var failure = await FailureAsync(world, $$"""{"error":"{{code}}"}""", ct);

        Assert.That(failure.Error, Is.EqualTo(isKept ? code : null));
    }

    [TestCase("""{"error":"invalid_grant"}""", null)]
    [TestCase("""{"error":"invalid_grant","user":"unknown","tries":3,"more":{"a":"b"}}""", "user: unknown")]
    [TestCase("""{"user":"unknown","password":"old"}""", "user: unknown; password: old")]
    public async Task A_map_of_fields_is_described_by_its_texts_alone(string json, string? description, Ct ct)
    {
        await using var world = new TestWorld();

        Assert.That((await FailureAsync(world, json, ct)).ErrorDescription, Is.EqualTo(description));
    }

    [TestCase("call 12345", true)]
    [TestCase("call 123456", false)]
    [TestCase("abcdefghijklmnopqrstuvwx", true)]
    [TestCase("abcdefghijklmnopqrstuvwxy", false)]
    public async Task A_message_has_no_word_that_may_be_a_number_or_a_token(string description, bool isShown, Ct ct)
    {
        await using var world = new TestWorld();

        var failure = await FailureAsync(world, $$"""{"error":"invalid_grant","error_description":"{{description}}"}""", ct);

        Assert.That(failure.Message, isShown ? Does.Contain($"({description})") : Does.Not.Contain(description));
    }

    [TestCase("secret", "[redacted] is wrong")]
    [TestCase("right", "right is wrong")]
    public async Task A_parameter_is_taken_out_unless_it_is_as_short_as_a_word(string value, string description, Ct ct)
    {
        await using var world = new TestWorld(options => options.Parameters["otp"] = value);

        var failure = await FailureAsync(world, $$"""{"error":"invalid_grant","error_description":"{{value}} is wrong"}""", ct);

        Assert.That(failure.ErrorDescription, Is.EqualTo(description));
    }

    [TestCase("rt-1", "rt-1 is used", "[redacted] is used")]
    [TestCase("token abcdef-12345", "abcdef-12345 is used", "[redacted] is used")]
    [TestCase("token abcdef-1234", "abcdef-1234 is used", "abcdef-1234 is used")]
    public async Task A_token_that_comes_with_an_error_is_taken_out_of_its_description(
        string refreshToken, string said, string description, Ct ct)
    {
        await using var world = new TestWorld();

        var failure = await FailureAsync(
            world, $$"""{"error":"invalid_grant","error_description":"{{said}}","refresh_token":"{{refreshToken}}"}""", ct);

        Assert.That(failure.ErrorDescription, Is.EqualTo(description));
    }

    [Test]
    public async Task A_failure_without_a_response_is_named_for_its_cause(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (_, _) => throw new IOException("broken off");

        Assert.That(
            async () => await world.Auth.GetAccessTokenAsync(ct),
            Throws.InstanceOf<SonetelAuthException>().With.Message.EndWith("did not respond: IOException."));
    }

    private static async Task<SonetelAuthException> FailureAsync(TestWorld world, string json, Ct ct)
    {
        world.Endpoint.Answer = (_, _) => FakeTokenEndpoint.Json(json, HttpStatusCode.BadRequest);

        try
        {
            await world.Auth.GetAccessTokenAsync(ct);
        }
        catch (SonetelAuthException e)
        {
            return e;
        }

        throw new InvalidOperationException("no failure");
    }
}
