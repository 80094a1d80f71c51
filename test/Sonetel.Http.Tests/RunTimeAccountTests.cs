using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Sonetel.Http.Tests;

/// <summary>ISonetelAuthFactory: accounts that come, change and go while the process runs, effective at once.</summary>
[CancelAfter(30_000)]
public sealed class RunTimeAccountTests
{
    [Test]
    public async Task An_account_that_was_set_serves_requests_that_name_it(Ct ct)
    {
        await using var world = new TestWorld();
        Assert.That(async () => await GetAsync(world, "tenant", ct), Throws.InvalidOperationException.With.Message.Contains("ISonetelAuthFactory.Set"));

        Accounts(world).Set("tenant", User("anna"));

        Assert.That(await GetAsync(world, "tenant", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Endpoint.Bodies.Single(), Does.Contain("username=anna"));
    }

    [Test]
    public async Task A_corrected_password_is_taken_up_while_a_refusal_is_remembered(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (number, _) => world.Endpoint.Bodies[number - 1].Contains("password=wrong", StringComparison.Ordinal)
            ? FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant")
            : null;
        Accounts(world).Set("tenant", User("anna", "wrong"));
        Assert.That(async () => await GetAsync(world, "tenant", ct), Throws.InstanceOf<SonetelAuthException>());
        Assert.That(async () => await GetAsync(world, "tenant", ct), Throws.InstanceOf<SonetelAuthException>());

        Accounts(world).Set("tenant", User("anna", "right"));

        Assert.That(await GetAsync(world, "tenant", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(2));
    }

    [Test]
    public async Task A_changed_user_name_signs_in_at_once(Ct ct)
    {
        await using var world = new TestWorld();
        Accounts(world).Set("tenant", User("anna"));
        await GetAsync(world, "tenant", ct);

        Accounts(world).Set("tenant", User("berta"));
        await GetAsync(world, "tenant", ct);

        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1", "Bearer token-2" }));
        Assert.That(world.Endpoint.Bodies[1], Does.StartWith("grant_type=password&username=berta"));
    }

    [Test]
    public async Task The_same_options_set_again_keep_the_token_and_clear_a_refusal(Ct ct)
    {
        await using var world = new TestWorld();
        var auth = Accounts(world).Set("tenant", User("anna"));
        await auth.GetAccessTokenAsync(ct);
        Accounts(world).Set("tenant", User("anna"));
        Assert.That((await auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-1"));

        world.Time.Advance(TimeSpan.FromHours(1));
        world.Endpoint.Answer = (number, _) => number <= 3 ? FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant") : null;
        Assert.That(async () => await auth.GetAccessTokenAsync(ct), Throws.InstanceOf<SonetelAuthException>());
        Accounts(world).Set("tenant", User("anna"));

        Assert.That((await auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-4"));
    }

    [Test]
    public async Task A_registered_account_gets_new_options_from_fresh_ones(Ct ct)
    {
        await using var world = new TestWorld(options => options.Parameters["audience"] = "api");
        await world.GetAsync(ct);

        Accounts(world).Set(string.Empty, User("anna"));
        await world.GetAsync(ct);

        Assert.That(world.Endpoint.Bodies[0], Does.Contain("audience=api"));
        Assert.That(world.Endpoint.Bodies[1], Does.Contain("username=anna").And.Not.Contain("audience"));
    }

    [Test]
    public async Task Options_that_cannot_work_are_told_and_the_account_goes_on_with_those_it_had(Ct ct)
    {
        await using var world = new TestWorld();
        Accounts(world).Set("tenant", User("anna"));

        Assert.That(() => Accounts(world).Set("tenant", User("")), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("Username is missing"));
        Assert.That(() => Accounts(world).Set("other", User("")), Throws.InstanceOf<OptionsValidationException>());

        Assert.That(await GetAsync(world, "tenant", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(() => Accounts(world).Get("other"), Throws.InvalidOperationException);
    }

    [Test]
    public async Task Callers_who_wait_while_the_user_changes_get_the_new_user_s_token(Ct ct)
    {
        await using var world = new TestWorld();
        Accounts(world).Set("tenant", User("anna"));
        world.Endpoint.Hold();
        var waiting = GetAsync(world, "tenant", ct);
        await world.Endpoint.Arrived(ct);

        Accounts(world).Set("tenant", User("berta"));
        await world.Endpoint.Arrived(ct);
        world.Endpoint.Release();

        Assert.That(await waiting, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-2" }));
    }

    [Test]
    public async Task Reload_drops_what_was_set_and_reads_what_is_registered(Ct ct)
    {
        await using var world = new TestWorld();
        Accounts(world).Set(string.Empty, User("anna"));
        await world.GetAsync(ct);

        Accounts(world).Reload(string.Empty);
        await world.GetAsync(ct);

        Assert.That(world.Endpoint.Bodies[1], Does.Contain("username=user@example.com"));
    }

    [Test]
    public async Task Reload_takes_up_what_changed_at_its_source(Ct ct)
    {
        var source = new ChangingSource();
        await using var world = new TestWorld(build: builder => builder.Services.AddSingleton<IConfigureOptions<SonetelAuthOptions>>(source));
        await GetAsync(world, "tenant", ct);

        source.Username = "berta";
        Accounts(world).Reload("tenant");
        await GetAsync(world, "tenant", ct);

        Assert.That(world.Endpoint.Bodies[1], Does.StartWith("grant_type=password&username=berta"));
    }

    [Test]
    public async Task Reload_clears_a_remembered_refusal(Ct ct)
    {
        await using var world = new TestWorld();
        world.Endpoint.Answer = (number, _) => number == 1 ? FakeTokenEndpoint.Error(HttpStatusCode.BadRequest, "invalid_grant") : null;
        Assert.That(async () => await world.GetAsync(ct), Throws.InstanceOf<SonetelAuthException>());

        Accounts(world).Reload(string.Empty);

        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Reload_of_an_account_that_nobody_registered_leaves_it_as_it_is(Ct ct)
    {
        await using var world = new TestWorld();
        Accounts(world).Set("tenant", User("anna"));

        Assert.That(() => Accounts(world).Reload("tenant"), Throws.InvalidOperationException.With.Message.Contains("'tenant'"));
        Assert.That(() => Accounts(world).Reload("nobody"), Throws.InvalidOperationException);

        Assert.That(await GetAsync(world, "tenant", ct), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_removed_account_is_gone_and_works_again_once_it_is_set(Ct ct)
    {
        await using var world = new TestWorld();
        var removed = Accounts(world).Set("tenant", User("anna"));
        using var client = world.Client;
        await GetAsync(client, "tenant", ct);

        Assert.That(Accounts(world).Remove("tenant"), Is.True);
        Assert.That(async () => await GetAsync(client, "tenant", ct), Throws.InvalidOperationException);
        Assert.That(async () => await removed.GetAccessTokenAsync(ct), Throws.InstanceOf<ObjectDisposedException>());
        Accounts(world).Set("tenant", User("berta"));

        Assert.That(await GetAsync(client, "tenant", ct), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Sent, Is.EqualTo(new[] { "Bearer token-1", "Bearer token-2" }));
    }

    [Test]
    public async Task A_registered_account_that_is_removed_begins_anew_as_registered(Ct ct)
    {
        await using var world = new TestWorld();
        var auth = world.Auth;
        Accounts(world).Set(string.Empty, User("anna"));
        await world.GetAsync(ct);

        Assert.That(Accounts(world).Remove(string.Empty), Is.True);
        await world.GetAsync(ct);
        var token = await auth.GetAccessTokenAsync(ct);

        Assert.That(world.Endpoint.Bodies[1], Does.Contain("username=user@example.com"));
        Assert.That(token.Value, Is.EqualTo("token-2"));
        Accounts(world).Remove(string.Empty);
        await world.Provider.DisposeAsync();
        Assert.That(async () => await auth.GetAccessTokenAsync(ct), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task The_status_of_a_removed_account_is_told_after_disposal_as_well(Ct ct)
    {
        await using var world = new TestWorld();
        var auth = world.Auth;
        await auth.GetAccessTokenAsync(ct);
        Accounts(world).Remove(string.Empty);

        await world.Provider.DisposeAsync();

        Assert.That(auth.Status.IsUsable, Is.False);
    }

    [Test]
    public async Task The_store_keeps_the_row_of_a_removed_account(Ct ct)
    {
        var store = new MemoryTokenStore();
        await using var world = new TestWorld(build: builder => builder.UseTokenStore(_ => store));
        await Accounts(world).Set("tenant", User("anna")).GetAccessTokenAsync(ct);
        var key = world.Provider.GetRequiredService<TokenManagers>().Get("tenant").Settings.Key;

        Accounts(world).Remove("tenant");

        Assert.That((await store.GetAsync(key, ct))?.RefreshToken, Is.EqualTo("refresh-1"));
        Assert.That((await Accounts(world).Set("tenant", User("anna")).GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-1"));
        Assert.That(world.Endpoint.Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task Remove_is_false_for_a_name_that_nobody_knows()
    {
        await using var world = new TestWorld();

        Assert.That(Accounts(world).Remove("nobody"), Is.False);
    }

    [Test]
    public async Task Null_is_no_name_and_no_options()
    {
        await using var world = new TestWorld();
        var accounts = Accounts(world);

        Assert.That(() => accounts.Set(null!, _ => { }), Throws.ArgumentNullException);
        Assert.That(() => accounts.Set("tenant", null!), Throws.ArgumentNullException);
        Assert.That(() => accounts.Get(null!), Throws.ArgumentNullException);
        Assert.That(() => accounts.Reload(null!), Throws.ArgumentNullException);
        Assert.That(() => accounts.Remove(null!), Throws.ArgumentNullException);
    }

    private static ISonetelAuthFactory Accounts(TestWorld world) => world.Provider.GetRequiredService<ISonetelAuthFactory>();

    private static Action<SonetelAuthOptions> User(string name, string password = "p") => options => (options.Username, options.Password) = (name, password);

    private static Task<HttpStatusCode> GetAsync(TestWorld world, string account, Ct ct) => GetAsync(world.Client, account, ct);

    private static async Task<HttpStatusCode> GetAsync(HttpClient client, string account, Ct ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/").UseSonetelAccount(account);
        using var response = await client.SendAsync(request, ct);
        return response.StatusCode;
    }

    /// <summary>A database, say, that tells nobody of a change.</summary>
    private sealed class ChangingSource : IConfigureNamedOptions<SonetelAuthOptions>
    {
        public string Username { get; set; } = "anna";

        public void Configure(SonetelAuthOptions options) => Configure(Options.DefaultName, options);

        public void Configure(string? name, SonetelAuthOptions options)
        {
            if (name == "tenant")
            {
                User(Username)(options);
            }
        }
    }
}
