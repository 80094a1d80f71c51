using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Sonetel.Http;

public sealed partial class SonetelAuthBuilder
{
    /// <summary>
    /// Acquires a token while the host starts, before other services start. If no token can be acquired, the host does
    /// not start.
    /// </summary>
    /// <returns>The same builder.</returns>
    public SonetelAuthBuilder AcquireOnStartup()
    {
        Services.AddSingleton<IHostedService>(
            provider => new AcquireOnStartup(provider.GetRequiredKeyedService<ISonetelAuth>(Name)));
        return this;
    }

    /// <summary>Revokes the account's tokens after the host has stopped. A failure is logged.</summary>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// Other processes that share the account's store lose the token as well. If the store may be shared, this is
    /// logged as a warning for an account that can sign in again, and is a validation error for an account that has
    /// only its refresh token.
    /// </remarks>
    public SonetelAuthBuilder RevokeOnStop()
    {
        RegisteredAccounts.Of(Services).RevokedOnStop.Add(Name);
        Services.AddSingleton<IHostedService>(
            provider => ActivatorUtilities.CreateInstance<RevokeOnStop>(provider, Name));
        return this;
    }
}
