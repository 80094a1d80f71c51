using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.ServerTests;

/// <summary>A development certificate, which the token client has to be told to trust.</summary>
internal sealed class HttpsTests
{
    [Test]
    [CancelAfter(30_000)]
    public async Task A_certificate_that_the_token_client_trusts_works(Ct ct)
    {
        using var certificate = DevelopmentCertificate.Create();
        await using var system = await TestSystem.StartAsync(new AuthServerSettings { Certificate = certificate }, ct);
        var process = system.StartProcess(build: builder =>
            builder.TokenClient.ConfigurePrimaryHttpMessageHandler(() => DevelopmentCertificate.TrustedBy(certificate)));

        using var first = await process.Client.GetAsync(new Uri("calls", UriKind.Relative), ct);
        await process.Auth.CreateTokenAsync(cancellationToken: ct);
        using var second = await process.Client.GetAsync(new Uri("calls", UriKind.Relative), ct);
        await process.Auth.RevokeTokenAsync(cancellationToken: ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(system.Api.AcceptedTokens, Has.Count.EqualTo(2));
            Assert.That(system.Server.Log.Count, Is.EqualTo(2), system.Server.Log.ToString());
        }
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_certificate_that_nobody_trusts_fails_with_the_place_to_say_so(Ct ct)
    {
        using var certificate = DevelopmentCertificate.Create();
        await using var system = await TestSystem.StartAsync(new AuthServerSettings { Certificate = certificate }, ct);
        var process = system.StartProcess();

        var failure = Assert.ThrowsAsync<SonetelAuthException>(async () => await process.Auth.GetAccessTokenAsync(ct));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(failure!.Message, Does.Contain(nameof(SonetelAuthBuilder.TokenClient)));
            Assert.That(system.Server.Log.Count, Is.Zero);
        }
    }
}
