namespace Sonetel.Http;

internal static class AccountName
{
    public static string Describe(string name) => name.Length == 0 ? "The default account" : $"Account '{name}'";

    /// <summary>The account's name for logs and metrics.</summary>
    public static string ForLog(string name) => name.Length == 0 ? "default" : name;
}
