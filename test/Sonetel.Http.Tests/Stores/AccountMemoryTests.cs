using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests.Stores;

/// <summary>What is not kept for the life of the process, however often accounts come and change.</summary>
[CancelAfter(30_000)]
public sealed class AccountMemoryTests
{
    // The container would keep each key that is requested from it.
    [Test]
    public async Task The_container_is_not_asked_for_the_store_of_a_name_that_appears_at_run_time(Ct ct)
    {
        var (asked, store) = (new ConcurrentBag<object?>(), new MemoryTokenStore());
        await using var world = new TestWorld(build: builder =>
            builder.Services.AddKeyedSingleton<ITokenStore>(KeyedService.AnyKey, (_, key) =>
            {
                asked.Add(key);
                return store;
            }));
        var auth = world.Provider.GetRequiredService<ISonetelAuthFactory>().Set("tenant", options => options.UseSonetel("anna", "p"));

        await auth.GetAccessTokenAsync(ct);

        Assert.That(asked, Does.Not.Contain("tenant"));
    }

    [Test]
    public async Task The_tokens_of_a_row_that_the_account_has_left_are_released_once_they_are_written(Ct ct)
    {
        var (store, rejected, first) = (new ScriptedStore(), new HashSet<string?> { "refresh-1", "refresh-2" }, (WeakReference?)null);
        store.BeforeSet = tokens =>
        {
            first ??= tokens is { Renewer: null, RefreshToken: "refresh-1" } ? new WeakReference(tokens) : null;
            return tokens.Renewer is null && rejected.Contains(tokens.RefreshToken)
                ? Task.FromException(new IOException("down"))
                : Task.CompletedTask;
        };
        var fleet = new FleetWorlds(store);
        await using var world = fleet.StartWithRefreshTokenOnly();
        var key = world.Key;
        await world.Auth.GetAccessTokenAsync(ct);
        Set(world, "another");
        rejected.Remove("refresh-1");

        while ((await store.GetAsync(key, ct))?.RefreshToken != "refresh-1")
        {
            await fleet.Time.StepAsync(TimeSpan.FromSeconds(1), ct);
        }

        await world.Auth.GetAccessTokenAsync(ct);
        Set(world, "third");
        (store.Memory, rejected) = (new MemoryTokenStore(), []);

        for (var tries = 0; tries < 20 && first!.IsAlive; tries++)
        {
            await fleet.Time.StepAsync(TimeSpan.FromSeconds(1), ct);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.That(first!.IsAlive, Is.False);
    }

    private static void Set(TestWorld world, string refreshToken) =>
        world.Provider.GetRequiredService<ISonetelAuthFactory>().Set(string.Empty, options =>
        {
            options.UseSipgateOAuth("id", "secret", refreshToken);
            options.TokenRequestTimeout = TimeSpan.FromMinutes(10);
        });
}
