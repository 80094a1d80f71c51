using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Sonetel.Http;

public sealed partial class SonetelAuthBuilder
{
    /// <summary>Gets a token while the host starts, before other services do, and fails the start where none can be got.</summary>
    public SonetelAuthBuilder AcquireOnStartup()
    {
        Services.AddSingleton<IHostedService>(provider => new AcquireOnStartup(provider.GetRequiredKeyedService<ISonetelAuth>(Name)));
        return this;
    }

    /// <summary>Revokes the account's tokens when the host has stopped; a failure is logged.</summary>
    /// <remarks>Not for an account whose store others share: they would lose the token too.</remarks>
    public SonetelAuthBuilder RevokeOnStop()
    {
        Services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<RevokeOnStop>(provider, Name));
        return this;
    }
}
