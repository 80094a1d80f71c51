using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests.TokenRequests;

/// <summary>Which HTTP client sends an account's token requests, and which handlers it passes.</summary>
[CancelAfter(30_000)]
public sealed class AccountsTokenClientTests
{
    [Test]
    public async Task An_account_with_a_token_client_of_its_own_uses_it_and_the_others_share_the_default_one(Ct ct)
    {
        await using var world = new TestWorld(build: account =>
        {
            account.Services.AddSonetelAuth("shared", o => o.UseSonetel("user", "password"));
            account.Services.AddSonetelAuth("own", o => o.UseSonetel("user", "password"))
                .TokenClient.ConfigurePrimaryHttpMessageHandler(() => new TestHandler(_ => FakeTokenEndpoint.Json("""{"access_token":"own"}""")));
        });
        var accounts = world.Provider.GetRequiredService<ISonetelAuthFactory>();

        var tokens = new List<string>();

        foreach (var name in new[] { "own", "shared", string.Empty })
        {
            tokens.Add((await accounts.Get(name).GetAccessTokenAsync(ct)).Value);
        }

        Assert.That(tokens, Is.EqualTo(new[] { "own", "token-1", "token-2" }));
    }

    // The token endpoint's host is an allowed one, and the request has no credentials in its header.
    [Test]
    public async Task A_token_request_needs_no_token_where_every_client_has_the_handler([Values] bool hasOwnClient, Ct ct)
    {
        var authorizations = new List<string?>();
        await using var world = new TestWorld(
            options => options.ClientAuthentication = ClientAuthentication.RequestBody,
            account =>
            {
                account.AddToAllHttpClients();

                if (hasOwnClient)
                {
                    account.TokenClient.AddSonetelAuthHandler();
                }
            });
        world.Endpoint.Answer = (_, request) =>
        {
            authorizations.Add(request.Headers.Authorization?.ToString());
            return null;
        };

        var token = await world.Auth.GetAccessTokenAsync(ct).AsTask().WaitAsync(ct);

        Assert.That(token.Value, Is.EqualTo("token-1"));
        Assert.That(authorizations, Is.EqualTo(new string?[] { null }));
    }
}
