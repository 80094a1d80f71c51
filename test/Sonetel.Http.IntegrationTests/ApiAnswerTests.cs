using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Sonetel.Http.IntegrationTests;

/// <summary>What the five systems' APIs answer beside 200 and 401: it goes to the caller, and costs no token.</summary>
[CancelAfter(30_000)]
public sealed class ApiAnswerTests
{
    [Test]
    public async Task No_money_is_no_reason_for_another_token_or_another_call(Ct ct)
    {
        await using var sonetel = await EmulatedWorld.CreateAsync(ct);
        await using var sipgate = await EmulatedWorld.CreateAsync(ct, Systems.Sipgate);
        sonetel.Emulator.Switches.HasBalance = sipgate.Emulator.Switches.HasBalance = false;

        using var refused = await sonetel.Client.PostAsync("/make-calls/call/call-back", JsonContent.Create(new { call1 = "+4612345" }), ct);
        using var unpaid = await sipgate.Client.PostAsync("/v2/sessions/sms", JsonContent.Create(new { message = "hello" }), ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(unpaid.StatusCode, Is.EqualTo(HttpStatusCode.PaymentRequired));
            Assert.That(sonetel.Emulator.Counters.TokenRequests + sipgate.Emulator.Counters.TokenRequests, Is.EqualTo(2));
            Assert.That(sonetel.Emulator.Counters.ApiRequests + sipgate.Emulator.Counters.ApiRequests, Is.EqualTo(2));
        }
    }

    [Test]
    public async Task A_scope_that_is_missing_is_no_reason_for_another_token(Ct ct)
    {
        await using var moov = await EmulatedWorld.CreateAsync(ct, Systems.Moov);
        await using var passport = await EmulatedWorld.CreateAsync(ct, Systems.Passport);

        Assert.That(await moov.GetAsync("/ping", ct), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await passport.GetAsync("/api/orders", ct), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(moov.Emulator.Counters.TokenRequests + passport.Emulator.Counters.TokenRequests, Is.EqualTo(2));
    }

    [TestCase("GET", "/account/1", HttpStatusCode.OK)]
    [TestCase("GET", "/nowhere", HttpStatusCode.NotFound)]
    [TestCase("PATCH", "/account/", HttpStatusCode.MethodNotAllowed)]
    public async Task A_failure_of_the_call_itself_goes_to_the_caller(string method, string path, HttpStatusCode status, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);

        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await world.Client.SendAsync(request, ct);

        Assert.That(response.StatusCode, Is.EqualTo(status));
        Assert.That(await response.Content.ReadAsStringAsync(ct), status is HttpStatusCode.OK ? Does.Contain("failed") : Is.Empty);
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_call_is_set_up_once_although_its_token_was_refused_first(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        await world.Auth.GetAccessTokenAsync(ct);
        world.Emulator.RevokeAllTokens();

        using var response = await world.Client.PostAsync("/make-calls/call/call-back", JsonContent.Create(new { call1 = "+4612345" }), ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(world.Emulator.Counters.CallBacks, Is.EqualTo(1));
    }

    [Test]
    public async Task A_recording_comes_from_the_storage_without_a_token(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        var recording = await world.Client.GetFromJsonAsync<JsonObject>("/call-recording/7?fields=file_access_details", ct);
        var address = recording!["response"]!["file_access_details"]!["url"]!.GetValue<string>();

        Assert.That(await world.Client.GetStringAsync(new Uri(address), ct), Is.EqualTo("recording"));
        Assert.That(world.Emulator.ApiRequests[^1].Headers, Does.Not.ContainKey("Authorization"));
    }

    [Test]
    public async Task The_doubled_slashes_of_Sonetel_s_own_SDK_get_a_token_too(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);

        Assert.That(await world.Client.GetStringAsync(new Uri($"{world.Emulator.BaseAddress}/account//503312345"), ct), Does.Contain("success"));
    }

    [Test]
    public async Task Moov_s_key_pair_works_as_Basic_too(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (o, e) =>
        {
            Systems.Moov(o, e);
            (o.GrantType, o.Username, o.Password, o.RevocationEndpoint) = (GrantType.Basic, e.Options.ClientId, e.Options.ClientSecret, null);
        });

        Assert.That(await world.GetAsync("/ping", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.Zero);
    }

    [Test]
    public async Task Moov_s_token_is_for_the_origin_that_asked(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (o, e) =>
        {
            Systems.Moov(o, e);
            o.TokenRequestHeaders["Origin"] = o.RequestHeaders["Origin"] = "https://shop.example";
        });

        Assert.That(await world.GetAsync("/accounts", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await world.Auth.GetDecodedTokenAsync(ct)).Audience, Does.Contain("https://shop.example"));
    }
}
