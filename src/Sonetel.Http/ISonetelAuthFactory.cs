namespace Sonetel.Http;

/// <summary>Gives accounts that are known only at run time.</summary>
public interface ISonetelAuthFactory
{
    /// <summary>Gives the account of that name, registered with <c>AddSonetelAuth</c> or known to <c>IOptionsMonitor&lt;SonetelAuthOptions&gt;</c>.</summary>
    /// <param name="name">The account's name; empty for the default account.</param>
    /// <exception cref="InvalidOperationException">There is no such account.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The account's options cannot work.</exception>
    ISonetelAuth Get(string name);
}
