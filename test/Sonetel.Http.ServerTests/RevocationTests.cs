using System.Net;
using System.Net.Http.Headers;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Sonetel.Http.ServerTests;

internal sealed class RevocationTests
{
    [TestCase(false)]
    [TestCase(true)]
    [CancelAfter(30_000)]
    public async Task Revoked_access_tokens_cost_one_refresh_and_no_call(bool opaque, Ct ct)
    {
        await using var system = await TestSystem.StartAsync(new AuthServerSettings { Opaque = opaque }, ct);
        var traffic = new Traffic(system.StartProcess().Client);
        await Eventually.HoldsAsync(() => traffic.Succeeded >= 20, ct);

        await system.Server.RevokeAsync(TokenTypeIdentifiers.AccessToken, ct);
        await Eventually.HoldsAsync(() => system.Api.AcceptedTokens.Count == 2, ct);
        await traffic.StopAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(traffic.Failures, Is.Empty);
            Assert.That(system.Server.Log.CountOf("password"), Is.EqualTo(1));
            Assert.That(system.Server.Log.CountOf("refresh_token"), Is.EqualTo(1));
            Assert.That(system.Server.Log.SpentTwice, Is.Zero);
        }
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Five_revocations_in_a_row_cost_five_refreshes_and_no_call(Ct ct)
    {
        await using var system = await TestSystem.StartAsync(new AuthServerSettings(), ct);
        var traffic = new Traffic(system.StartProcess().Client);

        for (var tokens = 1; tokens <= 5; tokens++)
        {
            await Eventually.HoldsAsync(() => system.Api.AcceptedTokens.Count == tokens, ct);

            // A token that is refused to the very request that it was received for begins a pause: each caller has to have sent it once.
            await traffic.EachCallerSucceedsAsync(ct);
            await system.Server.RevokeAsync(TokenTypeIdentifiers.AccessToken, ct);
        }

        await Eventually.HoldsAsync(() => system.Api.AcceptedTokens.Count == 6, ct);
        await traffic.StopAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(traffic.Failures, Is.Empty);
            Assert.That(system.Server.Log.CountOf("password"), Is.EqualTo(1));
            Assert.That(system.Server.Log.CountOf("refresh_token"), Is.EqualTo(5), system.Server.Log.ToString());
            Assert.That(system.Server.Log.SpentTwice, Is.Zero);
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    [CancelAfter(30_000)]
    public async Task When_all_is_revoked_the_account_signs_in_once_and_no_call_fails(bool opaque, Ct ct)
    {
        await using var system = await TestSystem.StartAsync(new AuthServerSettings { Opaque = opaque }, ct);
        var traffic = new Traffic(system.StartProcess().Client);
        await Eventually.HoldsAsync(() => traffic.Succeeded >= 20, ct);

        await system.Server.RevokeAsync(type: null, ct);
        await Eventually.HoldsAsync(() => system.Api.AcceptedTokens.Count == 2, ct);
        await traffic.StopAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(traffic.Failures, Is.Empty);
            Assert.That(system.Server.Log.CountOf("password"), Is.EqualTo(2), system.Server.Log.ToString());
            Assert.That(system.Server.Log.CountOf("refresh_token"), Is.EqualTo(1));
            Assert.That(system.Server.Log.SpentTwice, Is.Zero);
        }
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_body_that_can_be_read_once_arrives_whole_after_a_revocation(Ct ct)
    {
        await using var system = await TestSystem.StartAsync(new AuthServerSettings(), ct);
        var process = system.StartProcess();
        using var before = await process.Client.GetAsync(new Uri("calls", UriKind.Relative), ct);
        await system.Server.RevokeAsync(TokenTypeIdentifiers.AccessToken, ct);

        using var body = new StreamContent(new MemoryStream("to +46 8 000"u8.ToArray()));
        using var answer = await process.Client.PostAsync(new Uri("calls", UriKind.Relative), body, ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await answer.Content.ReadAsStringAsync(ct), Is.EqualTo("to +46 8 000"));
            Assert.That(system.Api.Refused, Is.EqualTo(1));
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    [CancelAfter(30_000)]
    public async Task A_token_that_the_app_revokes_is_refused_and_the_next_call_signs_in(bool opaque, Ct ct)
    {
        await using var system = await TestSystem.StartAsync(new AuthServerSettings { Opaque = opaque }, ct);
        var process = system.StartProcess();
        var revoked = await process.Auth.GetAccessTokenAsync(ct);

        await process.Auth.RevokeTokenAsync(cancellationToken: ct);

        using var stranger = new HttpClient { BaseAddress = system.Api.Address };
        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", revoked.Value);
        using var refused = await stranger.GetAsync(new Uri("calls", UriKind.Relative), ct);
        using var accepted = await process.Client.GetAsync(new Uri("calls", UriKind.Relative), ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(accepted.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(system.Server.Log.CountOf("password"), Is.EqualTo(2), system.Server.Log.ToString());
        }
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_token_of_the_callers_own_lives_and_ends_beside_the_account(Ct ct)
    {
        await using var system = await TestSystem.StartAsync(new AuthServerSettings(), ct);
        var process = system.StartProcess();
        var own = await process.Auth.CreateTokenAsync(new TokenRequest { GrantType = GrantType.Password, Scope = "offline_access" }, ct);
        await process.Auth.RevokeTokenAsync(own.RefreshToken!, TokenTypeHint.RefreshToken, ct);

        var refusal = Assert.ThrowsAsync<SonetelAuthException>(() => process.Auth.CreateTokenAsync(
            new TokenRequest { GrantType = GrantType.RefreshToken, RefreshToken = own.RefreshToken }, ct));
        using var answer = await process.Client.GetAsync(new Uri("calls", UriKind.Relative), ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(refusal!.Error, Is.EqualTo("invalid_grant"));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }
    }
}
