using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Sonetel.Http.PostgreSql;

namespace Sonetel.Http.IntegrationTests.PostgreSql;

[CancelAfter(60_000)]
public sealed class UsePostgreSqlTests
{
    private const string ConnectionString = "Host=127.0.0.1;Username=u;Password=hidden-1;Database=d";

    [Test]
    public void Nothing_of_the_connection_string_shows_where_services_are_listed()
    {
        var services = new ServiceCollection();
        services.AddSonetelAuth(_ => { }).UsePostgreSql(ConnectionString);

        var shown = services.Select(service => $"{service} {service.ServiceKey}");
        Assert.That(string.Join('\n', shown), Does.Not.Contain("hidden-1").And.Not.Contain("127.0.0.1"));
    }

    [Test]
    public async Task Accounts_with_the_same_connection_string_share_a_pool()
    {
        var services = new ServiceCollection();
        services.AddSonetelAuth("a", _ => { }).UsePostgreSql(ConnectionString, Plain);
        services.AddSonetelAuth("b", _ => { }).UsePostgreSql(ConnectionString, Plain);
        await using var provider = services.BuildServiceProvider();
        var sources = provider.GetRequiredService<DataSources>();

        var first = sources.Get(ConnectionString);
        Assert.That(sources.Get(ConnectionString), Is.SameAs(first));
        Assert.That(sources.Get(ConnectionString + ";Pooling=false"), Is.Not.SameAs(first));
    }

    [Test]
    public async Task The_pool_ends_with_the_container([Values] bool async)
    {
        var services = new ServiceCollection();
        services.AddSonetelAuth(_ => { }).UsePostgreSql(ConnectionString, Plain);
        var provider = services.BuildServiceProvider();
        _ = provider.GetRequiredKeyedService<ITokenStore>(string.Empty);
        var source = provider.GetRequiredService<DataSources>().Get(ConnectionString);

        await DisposeAsync(provider, async);

        Assert.That(() => source.OpenConnection(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_data_source_of_the_app_s_own_serves_and_stays_the_app_s(Ct ct)
    {
        await using var bed = await PostgreSqlTestBed.StartAsync();
        await using var database = NpgsqlDataSource.Create(bed.ConnectionString);

        await using (var provider = Provider(builder => builder.UsePostgreSql(database, Plain)))
        {
            await provider.GetRequiredKeyedService<ITokenStore>(string.Empty).SetAsync("a", PostgreSqlTestBed.Tokens(1), ct);
        }

        await using var command = database.CreateCommand("SELECT count(*) FROM sonetel_tokens");
        Assert.That(await command.ExecuteScalarAsync(ct), Is.EqualTo(1L));
    }

    [Test]
    public async Task A_data_source_from_the_container_serves(Ct ct)
    {
        await using var bed = await PostgreSqlTestBed.StartAsync();
        await using var provider = Provider(builder =>
        {
            builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(bed.ConnectionString));
            builder.UsePostgreSql(services => services.GetRequiredService<NpgsqlDataSource>(), Plain);
        });

        Assert.That(await provider.GetRequiredKeyedService<ITokenStore>(string.Empty).GetAsync("a", ct), Is.Null);
        Assert.That(
            await bed.ScalarAsync("SELECT count(*) FROM pg_tables WHERE tablename = 'sonetel_tokens'", ct),
            Is.EqualTo(1));
    }

    [TestCase("Nonsense=1", "nonsense")]
    [TestCase("Host=localhost;Port=many", "port")]
    public void A_connection_string_that_is_none_is_refused_where_it_is_written(string connectionString, string what) =>
        Assert.That(
            () => new ServiceCollection().AddSonetelAuth(_ => { }).UsePostgreSql(connectionString),
            Throws.ArgumentException.With.Message.Contains(what).IgnoreCase);

    private delegate void Configure(PostgreSqlTokenStoreOptions options);

    private static IEnumerable<TestCaseData> Faults =>
    [
        new((Configure)(_ => { }), "EncryptionKeys"),
        new((Configure)(options => options.EncryptionKeys.Add(new("k", new byte[31]))), "31 bytes"),
        new((Configure)(options => (options.StorePlainText, options.Table) = (true, "a\"b")), "quotes"),
        new((Configure)(options => (options.StorePlainText, options.Schema) = (true, new string('s', 64))), "63 bytes"),
        new((Configure)(options => (options.StorePlainText, options.Table) = (true, new string('ä', 32))), "63 bytes"),
        new((Configure)(options => (options.StorePlainText, options.RefreshTokenLifetime) = (true, TimeSpan.Zero)), "RefreshTokenLifetime"),
    ];

    [TestCaseSource(nameof(Faults))]
    public void With_options_that_cannot_work_the_app_does_not_start(Delegate configure, string what, Ct ct)
    {
        using var host = Host(builder => builder.UsePostgreSql(ConnectionString, options => ((Configure)configure)(options)));

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
            builder.UsePostgreSql(ConnectionString);
        });

        Assert.That(async () => await host.StartAsync(ct), Throws.Nothing);
        await host.StopAsync(ct);
    }

    private static void Plain(PostgreSqlTokenStoreOptions options) => options.StorePlainText = true;

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
