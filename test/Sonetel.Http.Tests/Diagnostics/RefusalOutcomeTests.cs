using System.Net;

namespace Sonetel.Http.Tests.Diagnostics;

/// <summary>What the metric says of a request whose token was refused, for each way that it can end.</summary>
[CancelAfter(30_000)]
public sealed class RefusalOutcomeTests
{
    private static readonly Dictionary<string, (Func<TestWorld, Ct, Task> Send, string Outcomes)> Ends = new()
    {
        ["another token is accepted"] = (WithAnotherTokenAsync, "renewed"),
        ["a token got for the replay is refused"] = (WithTwoRefusedAsync, "new_token_refused"),
        ["a token got for the request is refused"] = (WithoutATokenBeforeAsync, "new_token_refused"),
        ["a token of another request is refused as well"] = (WithATokenOfAnotherRequestAsync, "replay_refused"),
        ["the renewal fails"] = (WithoutAnEndpointAsync, "not_renewed"),
        ["a pause holds"] = (DuringAPauseAsync, "new_token_refused, not_renewed"),
        ["the API wants another scope"] = (WithoutTheScopeAsync, "not_renewable"),
        ["the body was spent"] = (WithASpentBodyAsync, "not_replayable"),
        ["a redirect took the token off"] = (WithARedirectAsync, ""),
    };

    private static IEnumerable<string> Names => Ends.Keys;

    [Test]
    public async Task A_refused_token_is_counted_by_what_came_of_the_request([ValueSource(nameof(Names))] string end, Ct ct)
    {
        await using var world = new TestWorld();
        using var measured = new Measured(world.Provider);

        await Ends[end].Send(world, ct);

        var outcomes = measured.Tags("sonetel.request.refused").Select(tag => tag.Replace("sonetel.outcome=", string.Empty, StringComparison.Ordinal));
        Assert.That(string.Join(", ", outcomes), Is.EqualTo(Ends[end].Outcomes));
    }

    private static async Task WithAnotherTokenAsync(TestWorld world, Ct ct)
    {
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        await world.GetAsync(ct);
    }

    private static async Task WithTwoRefusedAsync(TestWorld world, Ct ct)
    {
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.UnionWith(["Bearer token-1", "Bearer token-2"]);
        await world.GetAsync(ct);
    }

    private static async Task WithoutATokenBeforeAsync(TestWorld world, Ct ct)
    {
        world.Revoked.Add("Bearer token-1");
        await world.GetAsync(ct);
    }

    private static async Task WithATokenOfAnotherRequestAsync(TestWorld world, Ct ct)
    {
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.UnionWith(["Bearer token-1", "Bearer token-2"]);
        world.Api = async (_, ct) =>
        {
            world.Api = (_, _) => Task.FromResult<HttpResponseMessage?>(null);
            await world.Auth.CreateTokenAsync(cancellationToken: ct);
            return null;
        };
        await world.GetAsync(ct);
    }

    private static async Task WithoutAnEndpointAsync(TestWorld world, Ct ct)
    {
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        world.Endpoint.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        await world.GetAsync(ct);
    }

    private static async Task DuringAPauseAsync(TestWorld world, Ct ct)
    {
        await WithTwoRefusedAsync(world, ct);
        await world.GetAsync(ct);
    }

    private static async Task WithoutTheScopeAsync(TestWorld world, Ct ct)
    {
        await world.Auth.GetAccessTokenAsync(ct);
        var response = new HttpResponseMessage(HttpStatusCode.Unauthorized);
        response.Headers.Add("WWW-Authenticate", "Bearer error=insufficient_scope");
        world.Api = (_, _) => Task.FromResult<HttpResponseMessage?>(response);
        await world.GetAsync(ct);
    }

    private static async Task WithASpentBodyAsync(TestWorld world, Ct ct)
    {
        await world.Auth.GetAccessTokenAsync(ct);
        world.Revoked.Add("Bearer token-1");
        world.Api = async (request, ct) =>
        {
            await request.Content!.CopyToAsync(Stream.Null, ct);
            return null;
        };
        using var response = await world.Client.PostAsync("/upload", new StreamContent(new OneShotStream(100_000)), ct);
    }

    private static async Task WithARedirectAsync(TestWorld world, Ct ct)
    {
        await world.Auth.GetAccessTokenAsync(ct);
        world.Api = (request, _) =>
        {
            world.Api = (_, _) => Task.FromResult<HttpResponseMessage?>(null);
            request.Headers.Authorization = null;
            return Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage(HttpStatusCode.Unauthorized));
        };
        Assert.That(await world.GetAsync(ct), Is.EqualTo(HttpStatusCode.OK));
    }
}
