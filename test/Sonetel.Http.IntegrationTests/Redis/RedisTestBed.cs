using Microsoft.Extensions.DependencyInjection;
using Sonetel.Http.IntegrationTests.Fleet;
using Sonetel.Http.Redis;
using StackExchange.Redis;

namespace Sonetel.Http.IntegrationTests.Redis;

/// <summary>
/// A Redis, and as many stores over it as a test wants, each with a container of its own, as in a process of its own.
/// </summary>
internal sealed class RedisTestBed(RedisServer server) : IAsyncDisposable
{
    private readonly List<ServiceProvider> _providers = [];

    public RedisServer Server => server;

    public static async Task<RedisTestBed> StartAsync(bool isPersistent, Ct ct, params string[] more) =>
        new(await RedisServer.StartAsync(isPersistent, ct, more));

    public static TokenSet Tokens(long generation, TimeSpan lifetime = default) => new(
        new AccessToken { Value = $"token-{generation}", ExpiresAt = DateTimeOffset.UnixEpoch + lifetime },
        $"refresh-{generation}",
        DateTimeOffset.UnixEpoch,
        generation);

    /// <summary>Reads a row until Redis is back.</summary>
    public static async Task<TokenSet?> ReadUntilItAnswersAsync(ITokenStore store, Ct ct)
    {
        while (true)
        {
            try
            {
                return await store.GetAsync("a", ct);
            }
            catch (RedisException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), ct);
            }
        }
    }

    /// <summary>A store in plain text, unless <paramref name="configure"/> says otherwise.</summary>
    public ITokenStore CreateStore(Action<RedisTokenStoreOptions>? configure = null, string more = "")
    {
        var services = new ServiceCollection();
        services.AddSonetelAuth(_ => { }).UseRedis(server.ConnectionString + more, options =>
        {
            configure?.Invoke(options);
            options.StorePlainText = options.EncryptionKeys.Count == 0;
        });
        var provider = services.BuildServiceProvider();
        _providers.Add(provider);
        return provider.GetRequiredKeyedService<ITokenStore>(string.Empty);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _providers)
        {
            await provider.DisposeAsync();
        }

        await server.DisposeAsync();
    }
}
