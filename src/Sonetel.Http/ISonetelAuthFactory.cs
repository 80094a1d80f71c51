using Microsoft.Extensions.Options;

namespace Sonetel.Http;

/// <summary>Gives accounts that are known only at run time.</summary>
public interface ISonetelAuthFactory
{
    /// <summary>
    /// Gives the account of that name: registered with <c>AddSonetelAuth</c>, given options with <see cref="Set"/>, or
    /// known to <c>IOptionsMonitor&lt;SonetelAuthOptions&gt;</c>.
    /// </summary>
    /// <param name="name">The account's name; empty for the default account.</param>
    /// <exception cref="InvalidOperationException">There is no such account.</exception>
    /// <exception cref="OptionsValidationException">The account's options cannot work.</exception>
    ISonetelAuth Get(string name);

    /// <summary>Adds the account, or gives it new options at once. A remembered refusal is forgotten.</summary>
    /// <param name="name">The account's name; a registered account may be meant too.</param>
    /// <param name="configure">Sets the options, from fresh ones each time.</param>
    /// <returns>The account.</returns>
    /// <exception cref="OptionsValidationException">
    /// The options cannot work; the account goes on with those it had.
    /// </exception>
    /// <example>
    /// <code>
    /// var tenant = accounts.Set("tenant-42", o =&gt; o.UseSonetel(username, password));
    /// var token = await tenant.GetAccessTokenAsync();
    /// </code>
    /// </example>
    ISonetelAuth Set(string name, Action<SonetelAuthOptions> configure);

    /// <summary>
    /// Drops what <see cref="Set"/> gave and reads the registered options anew, at once. A remembered refusal is
    /// forgotten.
    /// </summary>
    /// <param name="name">The account's name.</param>
    /// <exception cref="InvalidOperationException">
    /// Nobody has registered such an account; it goes on with the options it has.
    /// </exception>
    /// <exception cref="OptionsValidationException">
    /// The registered options cannot work; the account goes on with those it has.
    /// </exception>
    void Reload(string name);

    /// <summary>
    /// Drops the account's tokens and the options that <see cref="Set"/> gave. What the store holds stays there.
    /// </summary>
    /// <param name="name">The account's name.</param>
    /// <returns>Whether there was such an account.</returns>
    /// <remarks>
    /// A registered account begins anew as registered with its next use. The default store, which is memory, keeps the
    /// tokens of a removed account as well, until the process ends. If names come and go without end, for example one
    /// per session, await <c>RevokeTokenAsync</c> before: it empties the row.
    /// </remarks>
    bool Remove(string name);
}
