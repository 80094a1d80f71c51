using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Sonetel.Http.Tests;

/// <summary>Rule 6: plants secrets and searches all that is emitted for them.</summary>
[CancelAfter(30_000)]
public sealed class CanaryTests
{
    private const string Username = "canary-user@example.com";

    // As written, as a form, as JSON and as Basic would carry it.
    private static readonly string[] Secrets = [.. new[] { "canary-pässword&+\"", "canary-client-secret/+", "canary-refresh-", "canary-access-", "canary-given", "canary-parameter", "canary-header" }.SelectMany(Forms)];

    [Test]
    public async Task No_log_line_at_any_level_holds_a_secret([Values] bool async, Ct ct)
    {
        await using var world = Planted();
        world.Services.AddHttpClient("api").RedactLoggedHeaders(["X-Other"]);
        await Live(world, async, ct);

        Assert.That(world.Logs.At(LogLevel.Trace), Is.Not.Empty.And.None.Matches<string>(HoldsSecret));
        Assert.That(world.Logs.At(LogLevel.Information).Where(line => line.Contains(Username, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task No_log_line_of_a_client_that_got_the_handler_with_all_others_holds_a_secret(Ct ct)
    {
        await using var world = Planted(builder => builder.AddToAllHttpClients());
        world.Services.AddHttpClient("plain").RedactLoggedHeaders(_ => false).ConfigurePrimaryHttpMessageHandler(() => new TestHandler(_ => new HttpResponseMessage()));
        using var client = world.Provider.GetRequiredService<IHttpClientFactory>().CreateClient("plain");

        using var response = await client.GetAsync("https://public-api.sonetel.com/", ct);

        Assert.That(response.RequestMessage!.Headers.Authorization!.Parameter, Does.StartWith("canary-access-"));
        Assert.That(world.Logs.At(LogLevel.Trace), Is.Not.Empty.And.None.Matches<string>(HoldsSecret));
    }

    [Test]
    public async Task No_exception_holds_a_secret(Ct ct)
    {
        await using var world = Planted();
        var failures = await Live(world, async: true, ct);

        Assert.That(failures, Has.Count.GreaterThan(5));

        foreach (var failure in failures)
        {
            Assert.That(HoldsSecret($"{failure} {failure.Error} {failure.ErrorDescription}"), Is.False, failure.ErrorDescription);
            Assert.That(failure.ToString(), Does.Not.Contain(Username));
        }
    }

    [Test]
    public async Task No_activity_or_metric_tag_holds_a_secret(Ct ct)
    {
        var tags = new ConcurrentQueue<string>();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Sonetel.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => tags.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Baggage)} {activity.StatusDescription}"),
        };
        ActivitySource.AddActivityListener(activities);
        using var meters = new MeterListener { InstrumentPublished = (instrument, listener) => Listen(instrument, listener) };
        meters.SetMeasurementEventCallback<double>((_, _, measured, _) => tags.Enqueue(string.Join(' ', measured.ToArray())));
        meters.SetMeasurementEventCallback<long>((_, _, measured, _) => tags.Enqueue(string.Join(' ', measured.ToArray())));
        meters.Start();
        await using var world = Planted();

        await Live(world, async: true, ct);

        Assert.That(tags, Is.Not.Empty.And.None.Matches<string>(HoldsSecret).And.None.Contains(Username));
    }

    [Test]
    public async Task No_text_of_any_object_holds_a_secret(Ct ct)
    {
        await using var world = Planted();
        var options = world.Provider.GetRequiredService<IOptions<SonetelAuthOptions>>().Value;
        await world.Auth.GetAccessTokenAsync(ct);
        var held = world.Provider.GetRequiredService<TokenManagers>().Get(string.Empty).Snapshot;
        var settings = new AccountSettings(string.Empty, options);
        var answer = new TokenResponse("canary-access-1", "canary-refresh-1", 1, null);
        var tokens = new TokenSet(held.Token, "canary-refresh-1", default, 1);
        var store = new StoreKnowledge { Newest = tokens, RefusedRefreshToken = "canary-refresh-1" };
        var state = new AccountState(settings) { Snapshot = held, Store = store };
        var result = new RenewalResult(store) { Snapshot = held, Tokens = tokens };
        object?[] all =
        [
            options, new SonetelAuthOptionsDebugView(options), settings, held, held.Token, tokens, world.Auth, answer, Grant.Refresh("canary-refresh-1", null),
            new IssuedToken(held.Token!, "canary-refresh-1", default, default, 0), result, result.Store, state, new RenewalContext(state, RenewalCause.Cold) { Trace = TokenRequestTrace.OfRenewal("cold"), Renewer = "renewer" },
            new TokenRequest { RefreshToken = "canary-refresh-1" }, new RevokedSettings(settings),
        ];

        Assert.That(all.Select(item => $"{item}"), Has.None.Matches<string>(HoldsSecret).And.None.Contains(Username));
    }

    [Test]
    public async Task No_dump_of_the_options_and_no_debugger_shows_a_secret(Ct ct)
    {
        await using var world = Planted();
        var options = world.Provider.GetRequiredService<IOptions<SonetelAuthOptions>>().Value;
        await world.Auth.GetAccessTokenAsync(ct);
        var tokens = world.Provider.GetRequiredService<TokenManagers>().Get(string.Empty).Snapshot;
        var set = new TokenSet(tokens.Token, "canary-refresh-1", default, 1);

        var asked = new TokenRequest { RefreshToken = "canary-refresh-1", Parameters = { ["code"] = "canary-given" } };

        Assert.That(HoldsSecret(JsonSerializer.Serialize(options)), Is.False);
        Assert.That(HoldsSecret(JsonSerializer.Serialize(asked)), Is.False);
        Assert.That(new object[] { new SonetelAuthOptionsDebugView(options), set, tokens.Token!, asked }.SelectMany(Shown), Has.None.Matches<string>(HoldsSecret));
    }

    // What a debugger lists below an object, as far as its attributes let it.
    private static IEnumerable<string> Shown(object item) => item.GetType().GetProperties()
        .Where(property => property.GetCustomAttribute<DebuggerBrowsableAttribute>() is not { State: DebuggerBrowsableState.Never })
        .Select(property => property.GetValue(item) is IDictionary<string, string> all ? string.Join(' ', all) : $"{property.GetValue(item)}");

    [Test]
    public void The_options_validation_shows_no_secret()
    {
        var options = new SonetelAuthOptions { Password = Secrets[0], TokenEndpoint = new Uri("http://canary-given:canary-given@api.example.com/?canary-given") };
        options.RequestHeaders["X-Bad"] = "canary-given\r\nX: y";

        var result = new SonetelAuthOptionsValidator().Validate(string.Empty, options);

        Assert.That(result.Failed, Is.True);
        Assert.That(HoldsSecret(result.FailureMessage!), Is.False, result.FailureMessage);
    }

    [Test]
    public async Task A_line_break_in_user_name_or_password_injects_nothing([Values] TokenRequestFormat format, Ct ct)
    {
        var seen = string.Empty;
        await using var world = new TestWorld(options =>
        {
            (options.Username, options.Password, options.RequestFormat) = ("a\r\nX-Evil: 1\r\n\r\n", "b\nc&d=e+ü %41", format);
            (options.ClientId, options.ClientSecret) = ("id\r\nX-Evil: 1", "secret\r\n");
        });
        world.Endpoint.Answer = (_, request) =>
        {
            seen = request.Headers.ToString() + request.Content!.Headers;
            return null;
        };

        await world.Auth.GetAccessTokenAsync(ct);

        Assert.That(seen, Does.Not.Contain("X-Evil"));
        Assert.That(world.Endpoint.Bodies, Has.Count.EqualTo(1));
    }

    // A whole life: signed in, refused, renewed, failed in each way, revoked.
    private static async Task<List<SonetelAuthException>> Live(TestWorld world, bool async, Ct ct)
    {
        var failures = new List<SonetelAuthException>();
        world.Revoked.Add("Bearer canary-access-1");
        await Get();
        await Get();
        var answers = new Func<string, HttpResponseMessage>[]
        {
            echo => Error(new { error = "invalid_grant", error_description = echo }, HttpStatusCode.BadRequest),
            echo => Error(new { error = $"canary-given {Username}", message = echo }, HttpStatusCode.Unauthorized),
            echo => Error(new { field = echo }, HttpStatusCode.UnprocessableEntity),
            _ => FakeTokenEndpoint.Json("{\"access_token\":\"canary-access-9\",\"access_token\":\"\"}"),
            echo => new HttpResponseMessage(HttpStatusCode.BadGateway) { ReasonPhrase = "canary-given", Content = new StringContent(echo) },
            _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"),
        };

        foreach (var answer in answers)
        {
            world.Endpoint.Answer = (_, request) => answer(Echo(request));
            world.Time.Advance(TimeSpan.FromHours(2));
            await Get();
        }

        await world.Auth.RevokeTokenAsync(cancellationToken: ct);
        return failures;

        async Task Get()
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/account/");
                using var response = await world.SendAsync(async, request, ct);
            }
            catch (SonetelAuthException e)
            {
                failures.Add(e);
            }
        }
    }

    private static HttpResponseMessage Error(object error, HttpStatusCode status) => FakeTokenEndpoint.Json(JsonSerializer.Serialize(error), status);

    // What a server in debug mode shows of a request: its header and its body, as they came and decoded.
    private static string Echo(HttpRequestMessage request)
    {
        using var reader = new StreamReader(request.Content!.ReadAsStream(), leaveOpen: true);
        var body = reader.ReadToEnd();
        return $"{request.Headers} {body} {WebUtility.UrlDecode(body)}";
    }

    private static TestWorld Planted(Action<SonetelAuthBuilder>? build = null)
    {
        var world = new TestWorld(
            options =>
            {
                (options.Username, options.Password) = (Username, "canary-pässword&+\"");
                (options.ClientId, options.ClientSecret, options.RefreshToken) = ("the-client", "canary-client-secret/+", "canary-given");
                (options.Parameters["otp"], options.TokenRequestHeaders["X-Api-Key"]) = ("canary-parameter", "canary-header");
            },
            build);
        world.Endpoint.Answer = (number, _) => FakeTokenEndpoint.Json($$"""{"access_token":"canary-access-{{number}}","refresh_token":"canary-refresh-{{number}}","expires_in":3600}""");
        return world;
    }

    private static void Listen(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == "Sonetel.Http")
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private static bool HoldsSecret(string text) => Secrets.Any(secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Forms(string secret) =>
        [secret, Uri.EscapeDataString(secret), WebUtility.UrlEncode(secret), JsonSerializer.Serialize(secret).Trim('"'), Convert.ToBase64String(Encoding.UTF8.GetBytes($"the-client:{Uri.EscapeDataString(secret)}"))];

    private sealed record RevokedSettings(AccountSettings Settings);
}
