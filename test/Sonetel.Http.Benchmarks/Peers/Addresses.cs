namespace Sonetel.Http.Benchmarks.Peers;

internal static class Addresses
{
    public const string Text = "https://public-api.sonetel.com/account/";

    public static readonly Uri Api = new(Text);

    public static readonly Uri TokenEndpoint = new("https://api.sonetel.com/token");
}
