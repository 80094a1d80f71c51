using Microsoft.Extensions.Options;

namespace Sonetel.Http.Benchmarks.Fleet.Members;

/// <summary>Accounts that are known by name only when they are asked for, as those of a user database are.</summary>
internal sealed class MemberAccounts(MemberSettings settings) : IConfigureNamedOptions<SonetelAuthOptions>
{
    private static readonly Uri InMemory = new("https://token.example.com/oauth/token");

    public void Configure(string? name, SonetelAuthOptions options)
    {
        options.UseSonetel(name is { Length: > 0 } ? name : "default", "password");
        options.TokenEndpoint = settings.TokenEndpoint ?? InMemory;
        options.AllowedHosts.Clear();
        options.AllowedHosts.Add(ExpiringApi.Address.Host);
    }

    public void Configure(SonetelAuthOptions options) => Configure(Options.DefaultName, options);
}
