using Microsoft.Extensions.DependencyInjection;
using Sonetel.Http.IntegrationTests.Fleet;
using StackExchange.Redis;

namespace Sonetel.Http.IntegrationTests.Redis;

/// <summary>A Redis that speaks TLS, with the certificate of a private authority.</summary>
[CancelAfter(60_000)]
public sealed class RedisTlsTests
{
    // StackExchange.Redis trusts the authority in this file, beside those of the machine.
    private const string TrustVariable = "SERedis_IssuerCertPath";

    private TlsFiles _tls = null!;
    private RedisServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _tls = new TlsFiles();
        _server = await RedisServer.StartAsync(isPersistent: false, Ct.None, _tls.Arguments);
    }

    [TearDown]
    public async Task StopAsync()
    {
        Environment.SetEnvironmentVariable(TrustVariable, null);
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _tls.Dispose();
    }

    [Test]
    public async Task A_certificate_that_nobody_trusts_is_refused(Ct ct)
    {
        await using var provider = Provider(account => account.UseRedis(_tls.ConnectionString, options => options.StorePlainText = true));

        Assert.That(
            async () => await Store(provider).SetAsync("a", RedisTestBed.Tokens(1), ct),
            Throws.InstanceOf<RedisConnectionException>());

        Assert.That((int)await _server.ExecuteAsync("DBSIZE"), Is.Zero);
    }

    [Test]
    public async Task A_connection_string_with_ssl_works_where_the_environment_names_the_authority(Ct ct)
    {
        Environment.SetEnvironmentVariable(TrustVariable, _tls.CertificatePath);
        await using var provider = Provider(account => account.UseRedis(_tls.ConnectionString, options => options.StorePlainText = true));

        await AssertKeepsTokensAsync(Store(provider), ct);
    }

    [Test]
    public async Task A_connection_of_the_app_s_own_trusts_the_authority_that_it_names(Ct ct)
    {
        var trusting = ConfigurationOptions.Parse(_tls.ConnectionString);
        trusting.TrustIssuer(_tls.Certificate);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(trusting);
        await using var provider = Provider(account => account.UseRedis(connection, options => options.StorePlainText = true));

        await AssertKeepsTokensAsync(Store(provider), ct);
    }

    private static async Task AssertKeepsTokensAsync(ITokenStore store, Ct ct)
    {
        Assert.That(await store.SetAsync("a", RedisTestBed.Tokens(1), ct), Is.True);
        Assert.That((await store.GetAsync("a", ct))!.RefreshToken, Is.EqualTo("refresh-1"));
    }

    private static ServiceProvider Provider(Action<SonetelAuthBuilder> use)
    {
        var services = new ServiceCollection();
        use(services.AddSonetelAuth(_ => { }));
        return services.BuildServiceProvider();
    }

    private static ITokenStore Store(IServiceProvider provider) => provider.GetRequiredKeyedService<ITokenStore>(string.Empty);
}
