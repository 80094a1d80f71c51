using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.IntegrationTests;

[CancelAfter(30_000)]
public sealed class MainPathTests
{
    [TestCase(TokenRequestFormat.FormUrlEncoded)]
    [TestCase(TokenRequestFormat.MultipartForm)]
    public async Task Names_and_passwords_arrive_exactly_as_typed(TokenRequestFormat format, Ct ct)
    {
        const string Typed = " a&b=c+d%20ü \"';/ z ";
        await using var world = await EmulatedWorld.CreateAsync(ct, (options, emulator) =>
        {
            emulator.Options.Username = Typed;
            emulator.Options.Password = $"{Typed}!";
            (options.Username, options.Password, options.RequestFormat) = (Typed, $"{Typed}!", format);
        });

        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));

        var sent = world.Emulator.TokenRequests.Single();
        Assert.That(sent.Headers["Content-Type"], Does.StartWith(format is TokenRequestFormat.MultipartForm ? "multipart/form-data" : "application/x-www-form-urlencoded"));
        Assert.That(sent.Headers["Authorization"], Is.EqualTo("Basic c29uZXRlbC1hcGk6c29uZXRlbC1hcGk="));
    }

    [TestCase(TokenRequestFormat.FormUrlEncoded)]
    [TestCase(TokenRequestFormat.MultipartForm)]
    public async Task Thousand_callers_cost_one_token_request_and_a_401_one_refresh(TokenRequestFormat format, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (options, _) => options.RequestFormat = format);
        Task<HttpStatusCode[]> cold;

        using (world.Emulator.HoldTokenRequests())
        {
            cold = Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => world.GetAsync("/account/", ct)));
            await world.Emulator.TokenRequestArrivedAsync(ct);
        }

        Assert.That(await cold, Is.All.EqualTo(HttpStatusCode.OK));
        world.Emulator.RevokeAllTokens();
        Assert.That(await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => world.GetAsync("/account/", ct))), Is.All.EqualTo(HttpStatusCode.OK));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(2));
            Assert.That(world.Emulator.Counters.Refreshes, Is.EqualTo(1));
            Assert.That(world.Emulator.TokenRequests[^1].Parameters.Keys, Is.EquivalentTo(new[] { "grant_type", "refresh_token", "refresh" }));
        }
    }

    [Test]
    public async Task A_caller_that_cancels_first_does_not_cancel_the_rest(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task<HttpStatusCode> rest;

        using (world.Emulator.HoldTokenRequests())
        {
            var first = world.GetAsync("/account/", impatient.Token);
            await world.Emulator.TokenRequestArrivedAsync(ct);
            rest = world.GetAsync("/account/", ct);
            await impatient.CancelAsync();
            Assert.That(async () => await first, Throws.InstanceOf<TaskCanceledException>());
        }

        Assert.That(await rest, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task The_lifetime_comes_from_the_JWT(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.Switches.AccessTokenLifetime = TimeSpan.FromHours(24);

        var token = await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(token.ExpiresAt - TimeProvider.System.GetUtcNow(), Is.EqualTo(TimeSpan.FromHours(24)).Within(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public async Task A_decoded_token_tells_the_account(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);

        var token = await world.Auth.GetDecodedTokenAsync(ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(token.AccountId, Is.EqualTo("503312345"));
            Assert.That(token.UserId, Is.EqualTo("200001234"));
            Assert.That(token.Audience, Is.EqualTo(new[] { "api.sonetel.com" }));
            Assert.That(token.Scopes, Does.Contain("account.read"));
            Assert.That(token.Claims["client_id"].ValueKind, Is.EqualTo(JsonValueKind.String));
        }
    }

    [Test]
    public async Task A_token_that_is_no_JWT_works_everywhere_but_in_decoding(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.Switches.OpaqueTokens = true;

        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(async () => await world.Auth.GetDecodedTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("not a JWT"));
    }

    [Test]
    public async Task A_synchronous_send_signs_in_and_replays(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        await world.Auth.GetAccessTokenAsync(ct);
        world.Emulator.RevokeAllTokens();

        using var request = new HttpRequestMessage(HttpMethod.Post, "/make-calls/call/call-back") { Content = new StringContent("{}") };
        using var response = world.Client.Send(request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(world.Emulator.Counters.ApiRequests, Is.EqualTo(2));
    }

    [Test]
    public async Task The_token_client_never_passes_through_the_handler(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Services.ConfigureHttpClientDefaults(client => client.AddSonetelAuthHandler());
        world.Account.AddToAllHttpClients();

        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }
}
