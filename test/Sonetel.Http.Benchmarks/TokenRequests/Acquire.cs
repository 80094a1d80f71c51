using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Benchmarks.TokenRequests;

/// <summary>One token request over a stub handler: the call alone, and all that <c>CreateTokenAsync</c> does around it.</summary>
public class Acquire
{
    private ServiceProvider _provider = null!;
    private TokenEndpoint _endpoint = null!;
    private AccountSettings _account = null!;
    private Grant _grant = null!;
    private ISonetelAuth _auth = null!;

    [Params(TokenRequestFormat.FormUrlEncoded, TokenRequestFormat.MultipartForm, TokenRequestFormat.Json)]
    public TokenRequestFormat Format { get; set; }

    [GlobalSetup]
    public void Register()
    {
        var services = new ServiceCollection();
        services.AddSonetelAuth(options =>
        {
            options.UseSonetel("user@example.com", "password");
            options.RequestFormat = Format;
        }).TokenClient.ConfigurePrimaryHttpMessageHandler(() => new ReadingEndpoint());
        _provider = services.BuildServiceProvider();
        _endpoint = _provider.GetRequiredService<TokenEndpoint>();
        _account = _provider.GetRequiredService<TokenManagers>().Get(string.Empty).Settings;
        _grant = Grant.SignIn(GrantType.Password, null);
        _auth = _provider.GetRequiredService<ISonetelAuth>();
    }

    [GlobalCleanup]
    public void Dispose() => _provider.Dispose();

    [Benchmark]
    public async Task TokenRequest() => await _endpoint.RequestAsync(async: true, _account, _grant, TokenRequestTrace.OfCaller("asked"), TimeSpan.FromSeconds(30), default);

    [Benchmark]
    public Task CreateToken() => _auth.CreateTokenAsync();
}
