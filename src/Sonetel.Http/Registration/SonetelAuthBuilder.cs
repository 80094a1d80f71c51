using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Sonetel.Http;

/// <summary>Configures one account after <c>AddSonetelAuth</c>.</summary>
public sealed partial class SonetelAuthBuilder
{
    internal SonetelAuthBuilder(IServiceCollection services, string name)
    {
        Services = services;
        Name = name;
    }

    /// <summary>The services that the account is registered in.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The account's name.</summary>
    /// <value>Empty for the default account.</value>
    public string Name { get; }

    /// <summary>
    /// Keeps the account's tokens in a <typeparamref name="TStore"/>, which the service provider creates.
    /// </summary>
    /// <typeparam name="TStore">
    /// The type of the store. It is registered as a singleton, unless it is registered already.
    /// </typeparam>
    /// <returns>The same builder.</returns>
    public SonetelAuthBuilder UseTokenStore<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>()
        where TStore : class, ITokenStore
    {
        Services.TryAddSingleton<TStore>();
        return UseTokenStore(static provider => provider.GetRequiredService<TStore>());
    }

    /// <summary>
    /// Keeps the account's tokens in the store that <paramref name="create"/> returns. It is called once.
    /// </summary>
    /// <param name="create">Creates the store from the app's services.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">
    /// Thrown at the first use, if <paramref name="create"/> returns <see langword="null"/>.
    /// </exception>
    /// <remarks>
    /// Accounts without a store, such as those that are added at run time, use the default account's.
    /// </remarks>
    /// <example>
    /// <code>
    /// services.AddSonetelAuth(o =&gt; o.UseSonetel(username, password))
    ///     .UseTokenStore(provider =&gt; new MyTokenStore(provider.GetRequiredService&lt;MyDatabase&gt;()));
    /// </code>
    /// </example>
    public SonetelAuthBuilder UseTokenStore(Func<IServiceProvider, ITokenStore> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Services.AddKeyedSingleton(Name, (provider, _) => create(provider)
            ?? throw new InvalidOperationException(
                $"{AccountName.Describe(Name)}: the function given to UseTokenStore returned null; return a store."));
        RegisteredAccounts.Of(Services).WithStore.Add(Name);
        return this;
    }
}
