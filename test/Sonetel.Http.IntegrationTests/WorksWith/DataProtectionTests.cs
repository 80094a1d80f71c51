using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.WorksWith;

[CancelAfter(60_000)]
public sealed class DataProtectionTests
{
    [Test]
    public async Task Processes_with_one_key_ring_share_the_tokens_that_it_encrypts(Ct ct)
    {
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        var keys = Directory.CreateTempSubdirectory("sonetel-keys-");
        var cache = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));

        try
        {
            await SharedCache.ShowAsync(Configure, emulator, ct);
        }
        finally
        {
            keys.Delete(recursive: true);
        }

        void Configure(IServiceCollection services, SonetelAuthBuilder account)
        {
            services.AddSingleton<IDistributedCache>(cache);

            services.AddDataProtection().PersistKeysToFileSystem(keys).SetApplicationName("my-fleet");
            services.AddSingleton<ITokenProtector, DataProtectionTokenProtector>();
            account.UseDistributedCache();
        }
    }

    [Test]
    public void What_was_written_under_another_key_of_the_store_cannot_be_read()
    {
        var protector = new DataProtectionTokenProtector(new EphemeralDataProtectionProvider());
        var secret = protector.Protect("one", "token-1"u8);

        Assert.That(Encoding.UTF8.GetString(protector.Unprotect("one", secret)!), Is.EqualTo("token-1"));
        Assert.That(protector.Unprotect("other", secret), Is.Null);
        Assert.That(Encoding.UTF8.GetString(secret), Does.Not.Contain("token-1"));
    }
}
