namespace Sonetel.Http;

/// <summary>Formats account names for messages, logs and metrics; the default account's name is empty.</summary>
internal static class AccountName
{
    public static string Describe(string name) => name.Length == 0 ? "The default account" : $"Account '{name}'";

    /// <summary>Returns the account's name for logs and metrics.</summary>
    public static string ForLog(string name) => name.Length == 0 ? "default" : name;
}
