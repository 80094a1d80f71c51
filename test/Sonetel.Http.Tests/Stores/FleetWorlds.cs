namespace Sonetel.Http.Tests.Stores;

/// <summary>Processes of one fleet: one store, one endpoint, one clock.</summary>
internal sealed class FleetWorlds(ITokenStore store)
{
    public FakeTime Time { get; } = new();

    public FakeTokenEndpoint Endpoint { get; } = new();

    /// <summary>A process whose account can sign in.</summary>
    public TestWorld Start(Action<SonetelAuthOptions>? configure = null) =>
        new(configure, builder => builder.UseTokenStore(_ => store)) { Time = Time, Endpoint = Endpoint };

    /// <summary>A process whose account has only its refresh token.</summary>
    public TestWorld StartWithRefreshTokenOnly(string secret = "secret") => Start(options =>
    {
        options.UseSipgateOAuth("id", secret, "given");
        options.RevocationEndpoint = new Uri("https://login.sipgate.com/revoke");
        options.TokenRequestTimeout = TimeSpan.FromMinutes(10);
    });
}
