using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Sonetel.Http.Tests.Stores;

public sealed class DistributedCacheTokenStoreTests : TokenStoreContract
{
    private static readonly byte[] Key = new byte[32];

    [Test]
    public async Task Two_processes_share_what_one_acquired(Ct ct)
    {
        var cache = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        void Share(SonetelAuthBuilder builder)
        {
            builder.Services.AddSingleton<IDistributedCache>(cache);
            builder.UseDistributedCache(options => options.EncryptionKeys.Add(new TokenEncryptionKey("k", Key)));
        }

        await using var first = new TestWorld(build: Share);
        await using var second = new TestWorld(build: Share);
        await first.Auth.GetAccessTokenAsync(ct);

        Assert.That((await second.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-1"));
        Assert.That(second.Endpoint.Requests, Is.Zero);
        Assert.That(System.Text.Encoding.UTF8.GetString((await cache.GetAsync("sonetel-tokens:", ct))!), Does.Not.Contain("token-1"));
    }

    protected override ITokenStore Create() => new ServiceCollection()
        .AddDistributedMemoryCache()
        .AddSonetelAuth(_ => { })
        .UseDistributedCache()
        .Services.BuildServiceProvider()
        .GetRequiredKeyedService<ITokenStore>(string.Empty);
}
