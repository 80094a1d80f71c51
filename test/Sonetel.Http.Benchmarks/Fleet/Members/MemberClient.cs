using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Sonetel.Http.Benchmarks.Fleet.Members;

/// <summary>The pipeline that a process calls the API through, the library's or a hand-written one.</summary>
internal sealed class MemberClient : IAsyncDisposable
{
    private readonly ServiceProvider _provider;
    private readonly HttpMessageInvoker _invoker;
    private readonly bool _isOurs;

    private MemberClient(MemberSettings settings, ServiceProvider provider, DelegatingHandler handler, ExpiringApi api)
    {
        (_provider, _isOurs, Api) = (provider, settings.Store.IsOurs(), api);
        handler.InnerHandler = api;
        _invoker = new HttpMessageInvoker(handler);
    }

    public ExpiringApi Api { get; }

    public static MemberClient Create(MemberSettings settings, StoreMeter meter)
    {
        var provider = settings.Store.IsOurs() ? OurServices(settings).BuildServiceProvider() : HandWrittenServices(settings).BuildServiceProvider();
        return new MemberClient(settings, provider, Handler(settings, provider, meter), new ExpiringApi());
    }

    public Task<HttpResponseMessage> SendAsync(string account)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, ExpiringApi.Address);
        return _invoker.SendAsync(_isOurs ? request.UseSonetelAccount(account) : request.UseAccount(account), default);
    }

    /// <summary>Renews an account's token now, whatever is left of it.</summary>
    public Task RenewAsync(string account) =>
        _provider.GetRequiredService<ISonetelAuthFactory>().Get(account).CreateTokenAsync(null, default);

    public ValueTask DisposeAsync()
    {
        _invoker.Dispose();
        return _provider.DisposeAsync();
    }

    private static ServiceCollection OurServices(MemberSettings settings)
    {
        var services = new ServiceCollection();
        var account = services.AddSonetelAuth(_ => { });
        services.AddSingleton<IConfigureOptions<SonetelAuthOptions>>(new MemberAccounts(settings));
        var key = new TokenEncryptionKey("fleet", new byte[32]);

        _ = settings.Store switch
        {
            FleetStore.Redis => account.UseRedis(settings.Connection, options => options.EncryptionKeys.Add(key)),
            FleetStore.DistributedCache => account.UseDistributedCache(options => options.EncryptionKeys.Add(key)),
            _ => account.UsePostgreSql(settings.Connection, options => options.EncryptionKeys.Add(key)),
        };

        if (settings.Store is FleetStore.DistributedCache)
        {
            services.AddStackExchangeRedisCache(options => options.Configuration = settings.Connection);
        }

        if (settings.TokenEndpoint is null)
        {
            account.TokenClient.ConfigurePrimaryHttpMessageHandler(() => new InMemoryTokens(settings.Lifetime));
        }

        return services;
    }

    private static ServiceCollection HandWrittenServices(MemberSettings settings)
    {
        var services = new ServiceCollection();
        services.AddHttpClient("tokens");
        services.AddStackExchangeRedisCache(options => options.Configuration = settings.Connection);
        return services;
    }

    private static DelegatingHandler Handler(MemberSettings settings, ServiceProvider provider, StoreMeter meter)
    {
        if (settings.Store.IsOurs())
        {
            return provider.GetRequiredService<SonetelAuthHandler>();
        }

        var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("tokens");
        var tokens = new PasswordTokens(client, settings.TokenEndpoint!);
        var cache = new CountedCache(provider.GetRequiredService<IDistributedCache>(), meter);

        return settings.Store is FleetStore.SemaphoreSlim
            ? new CacheTokenHandler(cache, tokens)
            : new HybridTokenHandler(Hybrid(cache), tokens, settings.Lifetime);
    }

    // Over the cache that counts; a HybridCache takes the one of its container.
    private static HybridCache Hybrid(CountedCache cache)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IDistributedCache>(cache);
        services.AddHybridCache();
        return services.BuildServiceProvider().GetRequiredService<HybridCache>();
    }
}
