using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Sonetel.Http;

public sealed partial class SonetelAuthBuilder
{
    /// <summary>Acquires a token while the host starts, before other services do, and fails the start where there is
    /// none.</summary>
    /// <returns>The same builder.</returns>
    public SonetelAuthBuilder AcquireOnStartup()
    {
        Services.AddSingleton<IHostedService>(
            provider => new AcquireOnStartup(provider.GetRequiredKeyedService<ISonetelAuth>(Name)));
        return this;
    }

    /// <summary>Revokes the account's tokens when the host has stopped; a failure is logged.</summary>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// Other processes that share the account's store lose the token too. With a store that may be shared, that is a
    /// warning in the log where the
    /// account can sign in again, and a validation error where it has nothing but its refresh token.
    /// </remarks>
    public SonetelAuthBuilder RevokeOnStop()
    {
        RegisteredAccounts.Of(Services).RevokedOnStop.Add(Name);
        Services.AddSingleton<IHostedService>(
            provider => ActivatorUtilities.CreateInstance<RevokeOnStop>(provider, Name));
        return this;
    }
}
