using Microsoft.Extensions.Options;

namespace Sonetel.Http.Benchmarks.Scale;

/// <summary>Accounts that are known by name only when they are asked for, as those of a user database are.</summary>
internal sealed class RunTimeAccounts : IConfigureNamedOptions<SonetelAuthOptions>
{
    public void Configure(string? name, SonetelAuthOptions options)
    {
        if (!string.IsNullOrEmpty(name))
        {
            options.UseSonetel(name, "password");
        }
    }

    public void Configure(SonetelAuthOptions options) => Configure(Options.DefaultName, options);
}
