using Microsoft.Extensions.Options;

namespace Sonetel.Http;

/// <summary>Finds, adds, changes and removes accounts at run time.</summary>
public interface ISonetelAuthFactory
{
    /// <summary>
    /// Returns the account of a name. It is registered with <c>AddSonetelAuth</c>, added with <see cref="Set"/>, or has
    /// options in <c>IOptionsMonitor&lt;SonetelAuthOptions&gt;</c>.
    /// </summary>
    /// <param name="name">The account's name; empty for the default account.</param>
    /// <exception cref="InvalidOperationException">There is no such account.</exception>
    /// <exception cref="OptionsValidationException">The account's options are invalid.</exception>
    ISonetelAuth Get(string name);

    /// <summary>
    /// Adds an account, or changes the options of an existing one at once. A pause after a refused sign-in ends.
    /// </summary>
    /// <param name="name">The account's name, which may be that of a registered account.</param>
    /// <param name="configure">Sets the options, beginning with the defaults each time.</param>
    /// <returns>The account.</returns>
    /// <exception cref="OptionsValidationException">
    /// The options are invalid. The account keeps the options that it had.
    /// </exception>
    /// <example>
    /// <code>
    /// var tenant = accounts.Set("tenant-42", o =&gt; o.UseSonetel(username, password));
    /// var token = await tenant.GetAccessTokenAsync();
    /// </code>
    /// </example>
    ISonetelAuth Set(string name, Action<SonetelAuthOptions> configure);

    /// <summary>
    /// Discards the options from <see cref="Set"/>, and reads the registered options again at once. A pause after a
    /// refused sign-in ends.
    /// </summary>
    /// <param name="name">The account's name.</param>
    /// <exception cref="InvalidOperationException">
    /// The account is not registered. It keeps the options that it has.
    /// </exception>
    /// <exception cref="OptionsValidationException">
    /// The registered options are invalid. The account keeps the options that it has.
    /// </exception>
    void Reload(string name);

    /// <summary>
    /// Removes the account's tokens, and its options from <see cref="Set"/>, from this process. The tokens in the store
    /// are kept.
    /// </summary>
    /// <param name="name">The account's name.</param>
    /// <returns>Whether there was such an account.</returns>
    /// <remarks>
    /// A registered account begins anew as registered with its next use. The default store, which is memory, also keeps
    /// the tokens of a removed account until the process ends. If names come and go without end, for example one per
    /// session, await <c>RevokeTokenAsync</c> first: it empties the row.
    /// </remarks>
    bool Remove(string name);
}
