namespace Sonetel.Http;

/// <summary>Sonetel's values, from its Authentication.yaml.</summary>
internal static class SonetelDefaults
{
    public const string ClientId = "sonetel-api";

    public static readonly Uri TokenEndpoint = new("https://api.sonetel.com/SonetelAuth/beta/oauth/token");

    public static readonly string[] AllowedHosts = ["public-api.sonetel.com", "api.sonetel.com"];

    /// <summary>The parameter without which Sonetel issues no refresh token.</summary>
    public static readonly Dictionary<string, string> Parameters = new() { ["refresh"] = "yes" };

    public static readonly Dictionary<string, string> NoHeaders = [];
}
