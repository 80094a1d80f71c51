using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.Hard;

[CancelAfter(30_000)]
public sealed class LeakTests
{
    [Test]
    public async Task A_signature_that_NET_cannot_parse_arrives_as_the_caller_wrote_it(Ct ct)
    {
        const string Signature = "AWS4-HMAC-SHA256 Credential=AKID/aws4_request, SignedHeaders=host, Signature=5d67";
        await using var world = await EmulatedWorld.CreateAsync(ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
        request.Headers.TryAddWithoutValidation("Authorization", Signature);

        using var response = await world.Client.SendAsync(request, ct);

        Assert.That(world.Emulator.ApiRequests.Single().Headers["Authorization"], Is.EqualTo(Signature));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.Zero);
    }

    [Test]
    public async Task A_redirect_to_a_host_that_is_not_allowed_takes_no_token_there_and_costs_no_renewal(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        await using var other = await SonetelEmulator.StartAsync(cancellationToken: ct);
        await world.GetAsync("/account/", ct);
        world.Emulator.ApiFaults.Next(Fault.Redirect(new Uri(other.BaseAddress, "/account/")));

        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.Unauthorized));

        Assert.That(other.ApiRequests.Single().Headers, Does.Not.ContainKey("Authorization"));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_redirect_on_an_allowed_host_gets_the_same_token_once(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        world.Emulator.ApiFaults.Next(Fault.Redirect(new Uri(world.Emulator.BaseAddress, "/account/"), 302));

        Assert.That(await world.GetAsync("/account/", ct), Is.EqualTo(HttpStatusCode.OK));

        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
        Assert.That(world.Emulator.Counters.ApiRequests, Is.EqualTo(3));
    }

    [Test]
    public async Task A_foreign_host_that_redirects_back_does_not_choose_where_the_token_goes([Values] bool isJson, Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        await using var foreign = await SonetelEmulator.StartAsync(cancellationToken: ct);
        await world.Auth.GetAccessTokenAsync(ct);
        world.Emulator.ApiFaults.Next(Fault.Redirect(new Uri(foreign.BaseAddress, "/upload")));
        foreign.ApiFaults.Next(Fault.Redirect(new Uri(world.Emulator.BaseAddress, "/upload?chosen=by-a-foreign-host")));
        HttpContent body = isJson ? JsonContent.Create(new { Amount = 1 }) : new StringContent("amount=1");

        using var response = await world.Client.PostAsync("/upload", body, ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(world.Emulator.ApiRequests.Select(request => request.Headers.ContainsKey("Authorization")), Is.EqualTo(new[] { true, false }));
        Assert.That(foreign.ApiRequests.Single().Headers, Does.Not.ContainKey("Authorization"));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_redirect_of_the_token_request_is_not_followed(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        await using var other = await SonetelEmulator.StartAsync(cancellationToken: ct);
        world.Emulator.TokenFaults.Always(Fault.Redirect(other.TokenEndpoint));

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("redirect"));
        Assert.That(other.Counters.TokenRequests, Is.Zero);
    }

    [Test]
    public async Task A_presigned_address_gets_no_token(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (options, _) => options.AllowedHosts.Clear());
        await using var storage = await SonetelEmulator.StartAsync(cancellationToken: ct);

        using var response = await world.Client.GetAsync(new Uri(storage.BaseAddress, "/presigned/1"), ct);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task The_token_request_s_redirect_is_not_followed_by_a_handler_inside_another_either(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        await using var other = await SonetelEmulator.StartAsync(cancellationToken: ct);
        world.Account.TokenClient.ConfigurePrimaryHttpMessageHandler(() => new Wrapping(new SocketsHttpHandler()));
        world.Emulator.TokenFaults.Always(Fault.Redirect(other.TokenEndpoint));

        Assert.That(async () => await world.Auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("redirect"));
        Assert.That(other.Counters.TokenRequests, Is.Zero);
    }

    [Test]
    public async Task Nothing_that_is_emitted_around_real_connections_holds_a_secret(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct, (o, e) =>
        {
            e.Options.Password = o.Password = "canary-password";
            o.FailureBackoff = TimeSpan.FromMilliseconds(1);
        });
        var emitted = new Emitted();
        world.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(emitted));
        using var listening = emitted.Listen();
        Fault[] faults = [Fault.Reset, Fault.LostAnswer, Fault.TruncatedJson, Fault.MalformedJson, Fault.Html, Fault.Status(500, "{\"error\":\"canary-password\"}"), Fault.Status(401, "{\"error_description\":\"canary-password\"}")];
        await CallAsync(world, emitted, ct);
        var secrets = new List<string> { "canary-password", (await world.Auth.GetAccessTokenAsync(ct)).Value, (await world.Auth.GetRefreshTokenAsync(ct))! };

        foreach (var fault in faults)
        {
            world.Emulator.RevokeAllTokens();
            world.Emulator.TokenFaults.Next(fault, times: 2);
            await CallAsync(world, emitted, ct);
            await CallAsync(world, emitted, ct);
        }

        var created = await world.Auth.CreateTokenAsync(cancellationToken: ct);
        secrets.AddRange([created.AccessToken!.Value, created.RefreshToken!]);
        await world.Emulator.StopAsync();
        world.Emulator.RevokeAllTokens();
        await CallAsync(world, emitted, ct);
        await world.Emulator.RestartAsync();

        Assert.That(emitted.Texts, Has.Count.GreaterThan(100));
        Assert.That(emitted.Texts.Where(text => secrets.Exists(secret => text.Contains(secret, StringComparison.Ordinal))), Is.Empty);
    }

    private static async Task CallAsync(EmulatedWorld world, Emitted emitted, Ct ct)
    {
        try
        {
            await world.GetAsync("/account/", ct);
            await world.Auth.CreateTokenAsync(cancellationToken: ct);
        }
        catch (HttpRequestException e)
        {
            emitted.Add($"{e} {(e as SonetelAuthException)?.Error} {(e as SonetelAuthException)?.ErrorDescription}");
        }
    }

    private sealed class Wrapping(HttpMessageHandler inner) : DelegatingHandler(inner);
}
