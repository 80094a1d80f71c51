namespace Sonetel.Http.Benchmarks.Peers;

internal static class Addresses
{
    public const string Text = "https://public-api.sonetel.com/account/";

    public static readonly Uri Api = new(Text);

    /// <summary>A host that no account may send its token to.</summary>
    public static readonly Uri Elsewhere = new("https://storage.example.com/recording");

    public static readonly Uri TokenEndpoint = new("https://api.sonetel.com/token");
}
