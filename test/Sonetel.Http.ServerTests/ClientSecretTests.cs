using System.Net;

namespace Sonetel.Http.ServerTests;

internal sealed class ClientSecretTests
{
    private const string Awkward = "p&q=r+s%t ü:";

    // OpenIddict decodes Basic as RFC 6749 §2.3.1 says: raw, it takes ASCII without a plus or a percent sign.
    [TestCase(Awkward, ClientAuthentication.BasicHeader, BasicEncoding.FormUrlEncoded)]
    [TestCase(Awkward, ClientAuthentication.RequestBody, BasicEncoding.FormUrlEncoded)]
    [TestCase("p&q=r-s t:", ClientAuthentication.BasicHeader, BasicEncoding.FormUrlEncoded)]
    [TestCase("p&q=r-s t:", ClientAuthentication.BasicHeader, BasicEncoding.Raw)]
    [CancelAfter(30_000)]
    public async Task A_secret_arrives_as_it_is(string secret, ClientAuthentication authentication, BasicEncoding encoding, Ct ct)
    {
        await using var system = await TestSystem.StartAsync(new AuthServerSettings { ClientSecret = secret }, ct);
        var process = system.StartProcess(options => (options.ClientAuthentication, options.BasicEncoding) = (authentication, encoding));
        var client = system.StartProcess(options =>
        {
            TestSystem.UseClientCredentials(options);
            (options.ClientAuthentication, options.BasicEncoding) = (authentication, encoding);
        });

        await process.Auth.GetAccessTokenAsync(ct);
        await process.Auth.CreateTokenAsync(cancellationToken: ct);
        await client.Auth.GetAccessTokenAsync(ct);
        await process.Auth.RevokeTokenAsync(cancellationToken: ct);

        string[] grants = ["password ok", "refresh_token ok", "client_credentials ok"];
        Assert.That(system.Server.Log.All.Select(exchange => $"{exchange.GrantType} {exchange.Error ?? "ok"}"), Is.EqualTo(grants));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_raw_secret_that_the_server_decodes_is_refused_with_the_option_to_change(Ct ct)
    {
        await using var system = await TestSystem.StartAsync(new AuthServerSettings { ClientSecret = Awkward }, ct);
        var process = system.StartProcess(options => options.BasicEncoding = BasicEncoding.Raw);

        var refusal = Assert.ThrowsAsync<SonetelAuthException>(async () => await process.Auth.GetAccessTokenAsync(ct));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(refusal!.Error, Is.EqualTo("invalid_client"));
            Assert.That(refusal.Message, Does.Contain(nameof(SonetelAuthOptions.BasicEncoding)));
            Assert.That(refusal.ToString(), Does.Not.Contain(Awkward));
        }
    }

    [TestCase(ClientAuthentication.BasicHeader)]
    [TestCase(ClientAuthentication.RequestBody)]
    [CancelAfter(30_000)]
    public async Task A_wrong_secret_is_tried_once_by_fifty_callers_and_a_corrected_one_works_at_once(
        ClientAuthentication authentication, Ct ct)
    {
        await using var system = await TestSystem.StartAsync(new AuthServerSettings(), ct);
        var process = system.StartProcess(options => Configure(options, "wrong"));

        var failures = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => FailAsync(process, ct)));
        failures = [.. failures, await FailAsync(process, ct)];
        var attempts = system.Server.Log.Count;
        var account = process.Accounts.Set(string.Empty, options =>
        {
            system.UseUser(options);
            Configure(options, system.Server.Settings.ClientSecret);
        });
        await account.GetAccessTokenAsync(ct);
        using var answer = await process.Client.GetAsync(new Uri("calls", UriKind.Relative), ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(attempts, Is.EqualTo(1), system.Server.Log.ToString());
            Assert.That(failures.Select(failure => failure.Error), Is.All.EqualTo("invalid_client"));
            Assert.That(failures.Select(failure => failure.IsTransient), Is.All.False);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(system.Server.Log.Count, Is.EqualTo(2), system.Server.Log.ToString());
        }

        void Configure(SonetelAuthOptions options, string secret) =>
            (options.ClientAuthentication, options.ClientSecret) = (authentication, secret);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_wrong_password_fails_fast_for_all_callers(Ct ct)
    {
        await using var system = await TestSystem.StartAsync(new AuthServerSettings(), ct);
        var process = system.StartProcess(options => options.Password = "wrong");

        var failures = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => FailAsync(process, ct)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(failures.Select(failure => failure.Error), Is.All.EqualTo("invalid_grant"));
            Assert.That(system.Server.Log.Count, Is.EqualTo(1), system.Server.Log.ToString());
        }
    }

    private static async Task<SonetelAuthException> FailAsync(Process process, Ct ct)
    {
        try
        {
            using var answer = await process.Client.GetAsync(new Uri("calls", UriKind.Relative), ct);
            throw new AssertionException($"The API answered {(int)answer.StatusCode}.");
        }
        catch (SonetelAuthException failure)
        {
            return failure;
        }
    }
}
