using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.IntegrationTests;

/// <summary>One typed client, many tenants.</summary>
[CancelAfter(60_000)]
public sealed class AccountsTests
{
    [Test]
    public async Task Each_account_s_requests_carry_its_own_token(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        string[] tenants = ["anna", "berta", "carla"];
        AddTenants(world, tenants);

        var ids = await Task.WhenAll(Enumerable.Range(0, 90).Select(i => AccountOfAsync(world, tenants[i % 3], ct)));

        Assert.That(ids.Where((_, i) => i % 3 == 0).Distinct().Count(), Is.EqualTo(1));
        Assert.That(ids.Distinct().Count(), Is.EqualTo(3));
        Assert.That(world.Emulator.Counters.TokenRequests, Is.EqualTo(3));
    }

    [Test]
    public async Task An_account_that_is_refused_and_one_that_hangs_touch_no_other(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);
        await using var slow = await EmulatedWorld.CreateAsync(ct);
        AddTenants(world, ["good"]);
        world.Services.AddSonetelAuth("refused", o => Configure(o, world, "nobody"));
        world.Services.AddSonetelAuth("slow", o => Configure(o, slow, "anyone"));

        using (slow.Emulator.HoldTokenRequests())
        {
            using var hanging = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var waiting = StatusAsync(world, "slow", hanging.Token);
            await slow.Emulator.TokenRequestArrivedAsync(ct);

            Assert.That(async () => await StatusAsync(world, "refused", ct), Throws.InstanceOf<SonetelAuthException>().With.Message.Contains("refused"));
            Assert.That(await StatusAsync(world, "good", ct), Is.EqualTo(HttpStatusCode.OK));
            Assert.That(waiting.IsCompleted, Is.False);
            await hanging.CancelAsync();
            Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
        }
    }

    [Test]
    public async Task An_unknown_account_is_told_by_its_name(Ct ct)
    {
        await using var world = await EmulatedWorld.CreateAsync(ct);

        Assert.That(async () => await StatusAsync(world, "nobody", ct), Throws.Exception.With.Message.Contains("nobody"));
        Assert.That(world.Emulator.Counters.ApiRequests, Is.Zero);
    }

    private static void AddTenants(EmulatedWorld world, string[] tenants)
    {
        foreach (var tenant in tenants)
        {
            world.Emulator.Options.MoreUsers[tenant] = $"{tenant}'s own";
            world.Services.AddSonetelAuth(tenant, o => Configure(o, world, tenant));
        }
    }

    private static void Configure(SonetelAuthOptions options, EmulatedWorld world, string tenant)
    {
        options.UseSonetel(tenant, $"{tenant}'s own");
        options.TokenEndpoint = world.Emulator.TokenEndpoint;
        options.AllowedHosts.Add("127.0.0.1");
    }

    private static async Task<HttpStatusCode> StatusAsync(EmulatedWorld world, string tenant, Ct ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/").UseSonetelAccount(tenant);
        using var response = await world.Client.SendAsync(request, ct);
        return response.StatusCode;
    }

    private static async Task<long> AccountOfAsync(EmulatedWorld world, string tenant, Ct ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/").UseSonetelAccount(tenant);
        using var response = await world.Client.SendAsync(request, ct);
        var envelope = await response.Content.ReadFromJsonAsync<JsonObject>(ct);
        return envelope!["response"]!["account_id"]!.GetValue<long>();
    }
}
