using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.IntegrationTests.WorksWith;

/// <summary>What each stack shows: a request goes out with a token, and when that token is revoked, the next request
/// is refused, the token renewed and the request replayed, all of which its caller does not notice.</summary>
internal static class TokenLife
{
    public static async Task ShowAsync(EmulatedWorld world, Func<Task<HttpStatusCode>> call)
    {
        var emulator = world.Emulator;
        var first = await call();
        var firstToken = emulator.ApiRequests[^1].Headers["Authorization"];
        emulator.RevokeAllTokens();
        var second = await call();
        var secondToken = emulator.ApiRequests[^1].Headers["Authorization"];

        using (Assert.EnterMultipleScope())
        {
            Assert.That(((int)first, (int)second), Is.EqualTo((200, 200)).Or.EqualTo((202, 202)));
            Assert.That(firstToken, Does.StartWith("bearer ").IgnoreCase);
            Assert.That(secondToken, Does.StartWith("bearer ").IgnoreCase.And.Not.EqualTo(firstToken));
            Assert.That(emulator.Counters.ApiRequests, Is.EqualTo(3), "requests to the API");
            Assert.That(emulator.Counters.ApiUnauthorized, Is.EqualTo(1), "refused requests");
            Assert.That(emulator.Counters.TokenRequests, Is.EqualTo(2), "token requests");
            Assert.That(emulator.Counters.Refreshes, Is.EqualTo(1), "renewals by refresh token");
        }
    }

    /// <summary>The same by an <see cref="HttpClient"/>.</summary>
    public static Task ShowAsync(EmulatedWorld world, HttpClient client, Ct ct) => ShowAsync(world, async () =>
    {
        using var response = await client.GetAsync("account/", ct);
        return response.StatusCode;
    });

    public static HttpClient Client(this EmulatedWorld world, string name) =>
        world.Provider.GetRequiredService<IHttpClientFactory>().CreateClient(name);
}
