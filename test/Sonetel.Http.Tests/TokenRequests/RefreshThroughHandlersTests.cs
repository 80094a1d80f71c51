using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Tests.TokenRequests;

/// <summary>Handlers of the user's around a request that is sent once: what they see, and what they may keep from being sent.</summary>
[CancelAfter(30_000)]
public sealed class RefreshThroughHandlersTests
{
    [Test]
    public async Task They_see_the_response_s_content_headers_and_a_length_that_is_true(Ct ct)
    {
        (string? Type, string Language, long? Length) seen = default;
        await using var world = World(async send =>
        {
            var response = await send();
            var headers = response.Content.Headers;
            seen = (headers.ContentType?.MediaType, $"{headers.ContentLanguage}", headers.ContentLength);
            return response;
        });
        const string Json = """{"access_token":"token-1"}""";
        world.Endpoint.Answer = (_, _) =>
        {
            // As after a decompression: the length is that of what was sent.
            var response = FakeTokenEndpoint.Json(Json);
            response.Content.Headers.ContentLanguage.Add("sv");
            response.Content.Headers.Remove("Content-Length");
            response.Content.Headers.TryAddWithoutValidation("Content-Length", "7");
            return response;
        };

        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(seen, Is.EqualTo(("application/json", "sv", Json.Length)));
    }

    [Test]
    public async Task A_refresh_token_that_they_hold_back_beyond_the_timeout_was_not_sent(Ct ct)
    {
        var held = new TaskCompletionSource<HttpResponseMessage>();
        var holding = new TaskCompletionSource();
        await using var world = World(_ =>
        {
            holding.TrySetResult();
            return held.Task;
        });
        var requesting = RequestAsync(world, ct);
        await holding.Task.WaitAsync(ct);

        world.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.That(
            async () => await requesting,
            Throws.InstanceOf<SonetelAuthException>().With.Property("Outcome").EqualTo(TokenRequestOutcome.NotSent).And.Property("IsTransient").True);
        Assert.That(world.Endpoint.Requests, Is.Zero);
    }

    private static async Task<IssuedToken> RequestAsync(TestWorld world, Ct ct)
    {
        var account = world.Provider.GetRequiredService<TokenManagers>().Get(string.Empty).Settings;
        var (grant, trace) = (Grant.Refresh("refresh-0", null), TokenRequestTrace.OfCaller("asked"));
        var endpoint = world.Provider.GetRequiredService<TokenEndpoint>();
        return await endpoint.RequestAsync(async: true, account, grant, trace, TimeSpan.FromSeconds(30), ct);
    }

    private static TestWorld World(Func<Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> handle) => new(
        options => options.RefreshToken = "refresh-0",
        account => account.TokenClient.AddHttpMessageHandler(() => new Around(handle)));

    private sealed class Around(Func<Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> handle) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken) =>
            handle(() => base.SendAsync(request, cancellationToken));
    }
}
