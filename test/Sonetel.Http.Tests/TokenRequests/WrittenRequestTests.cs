using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests.TokenRequests;

/// <summary>What a token request carries: the client's credentials, the headers that are asked for, and a body that every server can read.</summary>
[CancelAfter(30_000)]
public sealed class WrittenRequestTests
{
    [TestCase(BasicEncoding.Raw, "client:p&q r")]
    [TestCase(BasicEncoding.FormUrlEncoded, "client:p%26q+r")]
    public async Task A_client_s_secret_is_encoded_as_the_options_say(BasicEncoding encoding, string credentials, Ct ct)
    {
        await using var world = new TestWorld(options =>
            (options.ClientId, options.ClientSecret, options.BasicEncoding) = ("client", "p&q r", encoding));

        var request = await SentAsync(world, ct);

        var basic = request.Headers.Authorization!.Parameter!;
        Assert.That(Encoding.UTF8.GetString(Convert.FromBase64String(basic)), Is.EqualTo(credentials));
    }

    [TestCase(null)]
    [TestCase("")]
    public async Task An_account_without_a_client_names_none(string? clientId, Ct ct)
    {
        await using var world = new TestWorld(options => (options.ClientId, options.ClientSecret) = (clientId, null));

        var request = await SentAsync(world, ct);

        Assert.That(request.Headers.Authorization, Is.Null);
        Assert.That(world.Endpoint.Bodies.Single(), Does.Not.Contain("client_"));
    }

    [TestCase("application/vnd.example+json", "application/vnd.example+json")]
    [TestCase("application/json", "application/json")]
    public async Task A_header_of_the_account_replaces_the_library_s(string accept, string sent, Ct ct)
    {
        await using var world = new TestWorld(options => options.TokenRequestHeaders["Accept"] = accept);

        var request = await SentAsync(world, ct);

        Assert.That(request.Headers.NonValidated["Accept"].ToString(), Is.EqualTo(sent));
    }

    // Quotes around the boundary are what some parsers do not read.
    [Test]
    public async Task A_multipart_form_names_its_boundary_once_and_without_quotes(Ct ct)
    {
        await using var world = new TestWorld(options => options.RequestFormat = TokenRequestFormat.MultipartForm);

        var request = await SentAsync(world, ct);

        var type = request.Content!.Headers.ContentType!.ToString();
        Assert.That(type, Does.Match("^multipart/form-data; boundary=[0-9a-f]+$"));
        Assert.That(world.Endpoint.Bodies.Single(), Does.StartWith($"--{type.Split('=')[1]}"));
    }

    [Test]
    public async Task A_JSON_body_is_whole(Ct ct)
    {
        await using var world = new TestWorld(options => options.UsePassport("passport.example.com", "client", "secret", "user", "password"));

        await SentAsync(world, ct);

        var members = JsonSerializer.Deserialize<Dictionary<string, string>>(world.Endpoint.Bodies.Single())!;
        Assert.That(members, Has.Count.EqualTo(5).And.ContainKey("client_secret").WithValue("secret"));
    }

    [Test]
    public async Task The_token_client_s_HTTP_version_holds_for_token_requests_that_are_awaited([Values] bool async, Ct ct)
    {
        await using var world = new TestWorld(build: account => account.TokenClient.ConfigureHttpClient(client =>
            (client.DefaultRequestVersion, client.DefaultVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact)));

        var request = await SentAsync(world, ct, async);

        // HttpClient.Send knows HTTP/1.1 only.
        Assert.That(request.Version, Is.EqualTo(async ? HttpVersion.Version20 : HttpVersion.Version11));
        Assert.That(request.VersionPolicy is HttpVersionPolicy.RequestVersionExact, Is.EqualTo(async));
    }

    // A request's content is disposed with it, its headers are not.
    private static async Task<HttpRequestMessage> SentAsync(TestWorld world, Ct ct, bool async = true)
    {
        HttpRequestMessage? sent = null;
        world.Endpoint.Answer = (_, request) =>
        {
            sent = request;
            return null;
        };

        if (async)
        {
            await world.Auth.GetAccessTokenAsync(ct);
        }
        else
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
            using var response = await world.SendAsync(async, request, ct);
        }

        return sent!;
    }
}
