namespace Sonetel.Http;

internal static class AccountName
{
    public static string Describe(string name) => name.Length == 0 ? "The default account" : $"Account '{name}'";
}
