using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests;

/// <summary>What happens to an account's options, or to the process, while the account is made.</summary>
[CancelAfter(30_000)]
public sealed class AccountInTheMakingTests
{
    [Test]
    public async Task Options_that_change_meanwhile_are_used_even_if_the_account_never_renews(Ct ct)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection().Build();
        (configuration["GrantType"], configuration["Username"], configuration["Password"]) = ("Basic", "user", "old");
        var whileMade = new Once();
        await using var world = new TestWorld(configuration: configuration, build: whileMade.Register);
        var managers = world.Provider.GetRequiredService<TokenManagers>();
        whileMade.Action = () =>
        {
            configuration["Password"] = "new";
            configuration.Reload();
        };

        var token = await ((ISonetelAuthFactory)managers).Get(string.Empty).GetAccessTokenAsync(ct);

        Assert.That(token.Value, Is.EqualTo(Convert.ToBase64String("user:new"u8)));
    }

    [Test]
    public async Task An_account_that_is_made_while_the_process_ends_requests_no_token(Ct ct)
    {
        var whileMade = new Once();
        await using var world = new TestWorld(build: whileMade.Register);
        var managers = world.Provider.GetRequiredService<TokenManagers>();
        whileMade.Action = managers.Dispose;

        var auth = ((ISonetelAuthFactory)managers).Get(string.Empty);

        Assert.That(async () => await auth.GetAccessTokenAsync(ct), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(world.Endpoint.Requests, Is.Zero);
    }

    [Test]
    public async Task A_change_of_a_named_account_concerns_that_account_alone(Ct ct)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection().Build();
        (configuration["Username"], configuration["Password"]) = ("anna", "old");
        await using var world = new TestWorld(build: builder => builder.Services.AddSonetelAuth("tenant", configuration));
        var tenant = world.Provider.GetRequiredService<ISonetelAuthFactory>().Get("tenant");
        await world.Auth.GetAccessTokenAsync(ct);
        await tenant.GetAccessTokenAsync(ct);

        configuration["Password"] = "new";
        configuration.Reload();

        Assert.That((await world.Auth.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-1"));
        Assert.That((await tenant.GetAccessTokenAsync(ct)).Value, Is.EqualTo("token-3"));
    }

    /// <summary>Runs an action when options are created, once.</summary>
    private sealed class Once
    {
        public Action? Action { get; set; }

        public void Register(SonetelAuthBuilder builder) => builder.Services.PostConfigureAll<SonetelAuthOptions>(_ =>
        {
            var action = Action;
            Action = null;
            action?.Invoke();
        });
    }
}
