using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Sonetel.Http.IntegrationTests.Fleet;
using Sonetel.Http.Redis;
using StackExchange.Redis;

namespace Sonetel.Http.IntegrationTests.Redis;

[CancelAfter(60_000)]
public sealed class UseRedisTests
{
    private const string ConnectionString = "127.0.0.1:1,user=u,password=hidden-1,connectTimeout=200";

    [Test]
    public void Nothing_of_the_connection_string_shows_where_services_are_listed()
    {
        var services = new ServiceCollection();
        services.AddSonetelAuth(_ => { }).UseRedis(ConnectionString);

        var shown = services.Select(service => $"{service} {service.ServiceKey}");
        Assert.That(string.Join('\n', shown), Does.Not.Contain("hidden-1").And.Not.Contain("127.0.0.1"));
    }

    [Test]
    public async Task Nothing_of_the_password_shows_when_Redis_cannot_be_reached(Ct ct)
    {
        await using var provider = Provider(builder => builder.UseRedis(ConnectionString, Plain));
        var store = provider.GetRequiredKeyedService<ITokenStore>(string.Empty);

        Assert.That(
            async () => await store.SetAsync("a", RedisTestBed.Tokens(1), ct),
            Throws.InstanceOf<RedisException>().And.Matches<Exception>(Hides));
    }

    [Test]
    public async Task A_wrong_password_is_an_exception_that_does_not_show_it(Ct ct)
    {
        await using var bed = await RedisTestBed.StartAsync(isPersistent: false, ct, "--requirepass", "right");
        var store = bed.CreateStore(more: ",password=hidden-1,connectTimeout=500");

        Assert.That(async () => await store.GetAsync("a", ct), Throws.Exception.Matches<Exception>(Hides));
        Assert.That(await bed.CreateStore(more: ",password=right").GetAsync("a", ct), Is.Null);
    }

    [Test]
    public async Task Accounts_with_the_same_connection_string_share_a_connection(Ct ct)
    {
        await using var server = await RedisServer.StartAsync(isPersistent: false, ct);
        var services = new ServiceCollection();
        services.AddSonetelAuth("a", _ => { }).UseRedis(server.ConnectionString, Plain);
        services.AddSonetelAuth("b", _ => { }).UseRedis(server.ConnectionString, Plain);
        await using var provider = services.BuildServiceProvider();
        var connections = provider.GetRequiredService<RedisConnections>();

        var first = await connections.Get(server.ConnectionString).ConnectAsync(ct);
        Assert.That(await connections.Get(server.ConnectionString).ConnectAsync(ct), Is.SameAs(first));
        Assert.That(await connections.Get(server.ConnectionString + ",name=b").ConnectAsync(ct), Is.Not.SameAs(first));
    }

    [Test]
    public async Task The_connection_ends_with_the_container([Values] bool async, Ct ct)
    {
        await using var server = await RedisServer.StartAsync(isPersistent: false, ct);
        var provider = Provider(builder => builder.UseRedis(server.ConnectionString, Plain));
        await provider.GetRequiredKeyedService<ITokenStore>(string.Empty).GetAsync("a", ct);
        var connection = provider.GetRequiredService<RedisConnections>().Get(server.ConnectionString);
        var multiplexer = await connection.ConnectAsync(ct);

        await DisposeAsync(provider, async);

        Assert.That(async () => await connection.ConnectAsync(ct), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => multiplexer.IsConnected, Is.False.After(5000, 20));
    }

    [Test]
    public async Task A_connection_of_the_app_s_own_serves_and_stays_the_app_s(Ct ct)
    {
        await using var server = await RedisServer.StartAsync(isPersistent: false, ct);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);

        await using (var provider = Provider(builder => builder.UseRedis(connection, Plain)))
        {
            await provider.GetRequiredKeyedService<ITokenStore>(string.Empty).SetAsync("a", RedisTestBed.Tokens(1), ct);
        }

        Assert.That(await connection.GetDatabase().KeyExistsAsync("sonetel-tokens:a"), Is.True);
    }

    [Test]
    public async Task A_connection_from_the_container_serves(Ct ct)
    {
        await using var server = await RedisServer.StartAsync(isPersistent: false, ct);
        await using var provider = Provider(builder =>
        {
            builder.Services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(server.ConnectionString));
            builder.UseRedis(services => services.GetRequiredService<IConnectionMultiplexer>(), Plain);
        });

        Assert.That(await provider.GetRequiredKeyedService<ITokenStore>(string.Empty).GetAsync("a", ct), Is.Null);
    }

    [TestCase("127.0.0.1:1,nonsense=hidden-1")]
    [TestCase("127.0.0.1:1,password=x,hidden-1=y")]
    [TestCase("127.0.0.1:1,connectTimeout=hidden-1")]
    [TestCase("password=hidden-1")]
    public void A_connection_string_that_is_none_is_refused_where_it_is_written(string connectionString) =>
        Assert.That(
            () => new ServiceCollection().AddSonetelAuth(_ => { }).UseRedis(connectionString),
            Throws.ArgumentException.With.Message.Contains("host:port").And.Matches<Exception>(Hides));

    private delegate void Configure(RedisTokenStoreOptions options);

    private static IEnumerable<TestCaseData> Faults =>
    [
        new((Configure)(_ => { }), "EncryptionKeys"),
        new((Configure)(options => options.EncryptionKeys.Add(new("k", new byte[31]))), "31 bytes"),
        new((Configure)(options => (options.StorePlainText, options.KeyPrefix) = (true, null!)), "KeyPrefix"),
        new((Configure)(options => (options.StorePlainText, options.RefreshTokenLifetime) = (true, TimeSpan.Zero)), "RefreshTokenLifetime"),
    ];

    [TestCaseSource(nameof(Faults))]
    public void With_options_that_cannot_work_the_app_does_not_start(Delegate configure, string what, Ct ct)
    {
        using var host = Host(builder => builder.UseRedis(ConnectionString, options => ((Configure)configure)(options)));

        Assert.That(
            async () => await host.StartAsync(ct),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains(what).And.Message.Contains("The default account").And.Message.Not.Contains("Parameter"));
    }

    [Test]
    public async Task A_registered_protector_stands_for_a_key(Ct ct)
    {
        using var host = Host(builder =>
        {
            builder.Services.AddSingleton<ITokenProtector>(new AesGcmTokenProtector(new TokenEncryptionKey("k", new byte[32])));
            builder.UseRedis(ConnectionString);
        });

        Assert.That(async () => await host.StartAsync(ct), Throws.Nothing);
        await host.StopAsync(ct);
    }

    private static bool Hides(Exception e) => !e.ToString().Contains("hidden-1", StringComparison.Ordinal);

    private static void Plain(RedisTokenStoreOptions options) => options.StorePlainText = true;

    private static ServiceProvider Provider(Action<SonetelAuthBuilder> use)
    {
        var services = new ServiceCollection();
        use(services.AddSonetelAuth(_ => { }));
        return services.BuildServiceProvider();
    }

    private static IHost Host(Action<SonetelAuthBuilder> use)
    {
        var app = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        use(app.Services.AddSonetelAuth(options => options.UseSonetel("user", "password")));
        return app.Build();
    }

    private static async Task DisposeAsync(ServiceProvider provider, bool async)
    {
        if (async)
        {
            await provider.DisposeAsync();
        }
        else
        {
            provider.Dispose();
        }
    }
}
