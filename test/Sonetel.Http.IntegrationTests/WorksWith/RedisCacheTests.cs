using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Sonetel.Http.Emulator;
using Sonetel.Http.IntegrationTests.Fleet;
using StackExchange.Redis;

namespace Sonetel.Http.IntegrationTests.WorksWith;

[CancelAfter(60_000)]
public sealed class RedisCacheTests
{
    [Test]
    public async Task Processes_share_encrypted_tokens_through_the_distributed_cache_on_Redis(Ct ct)
    {
        await using var redis = await RedisServer.StartAsync(isPersistent: false, ct);
        await using var emulator = await SonetelEmulator.StartAsync(cancellationToken: ct);
        var key = RandomNumberGenerator.GetBytes(32);

        await SharedCache.ShowAsync(Configure, emulator, ct);
        await AssertThatNoTokenIsLegibleAsync(redis, emulator);

        void Configure(IServiceCollection services, SonetelAuthBuilder account)
        {
            var connection = redis.ConnectionString;

            services.AddStackExchangeRedisCache(o => o.Configuration = connection);
            account.UseDistributedCache(o => o.EncryptionKeys.Add(new TokenEncryptionKey("2026-11", key)));
        }
    }

    private static async Task AssertThatNoTokenIsLegibleAsync(RedisServer redis, SonetelEmulator emulator)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var entry = connection.GetServers().Single().Keys().Single();
        var data = (string?)await connection.GetDatabase().HashGetAsync(entry, "data");
        var token = emulator.ApiRequests[^1].Headers["Authorization"].Split(' ')[1];

        Assert.That((string?)entry, Does.StartWith("sonetel-tokens:"));
        Assert.That(data, Is.Not.Empty.And.Not.Contains(token));
    }
}
