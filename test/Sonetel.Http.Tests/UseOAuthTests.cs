namespace Sonetel.Http.Tests;

/// <summary>Any other server: nothing of Sonetel's goes there.</summary>
[CancelAfter(30_000)]
public sealed class UseOAuthTests
{
    [Test]
    public async Task Another_server_hears_nothing_of_Sonetel(Ct ct)
    {
        await using var world = new TestWorld(options =>
        {
            options.UseOAuth(new Uri("https://id.example.com/token"), "api.example.com");
            (options.ClientId, options.ClientSecret) = ("client", "secret");
        });
        string? authorization = null;
        world.Endpoint.Answer = (_, request) =>
        {
            authorization = $"{request.RequestUri} {request.Headers.Authorization?.Parameter}";
            return null;
        };

        using var response = await world.Client.GetAsync("https://api.example.com/", ct);
        using var bare = await world.Client.GetAsync("https://public-api.sonetel.com/", ct);

        Assert.That(authorization, Is.EqualTo($"https://id.example.com/token {BasicCredentials.Encode("client", "secret")}"));
        Assert.That(world.Endpoint.Bodies, Is.EqualTo(new[] { "grant_type=client_credentials" }));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1", "(none)" }));
    }

    [Test]
    public async Task A_client_with_a_certificate_needs_no_secret([Values] TokenRequestFormat format, Ct ct)
    {
        await using var world = new TestWorld(options =>
        {
            options.UseOAuth(new Uri("https://id.example.com/token"), "api.example.com");
            (options.ClientId, options.ClientAuthentication, options.RequestFormat) = ("client", ClientAuthentication.None, format);
        });
        AuthenticationHeader? header = null;
        world.Endpoint.Answer = (_, request) =>
        {
            header = new AuthenticationHeader(request.Headers.Authorization?.Scheme);
            return null;
        };

        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(header, Is.EqualTo(new AuthenticationHeader(null)));
        Assert.That(world.Endpoint.Bodies.Single(), Does.Contain("client_id").And.Contain("client").And.Not.Contain("secret"));
    }

    [Test]
    public void A_public_client_signs_users_in_without_a_secret()
    {
        var options = new SonetelAuthOptions();
        options.UseOAuth(new Uri("https://id.example.com/token"), "api.example.com");
        (options.GrantType, options.Username, options.Password) = (GrantType.Password, "u", "p");
        (options.ClientId, options.ClientAuthentication) = ("client", ClientAuthentication.None);

        Assert.That(new SonetelAuthOptionsValidator().Validate(null, options).FailureMessage, Is.Null);
    }

    private sealed record AuthenticationHeader(string? Scheme);
}
