namespace Sonetel.Http;

/// <summary>Takes out of an endpoint's text the secrets that it may echo.</summary>
internal readonly struct Redaction(params string?[] secrets)
{
    private readonly string?[] _secrets = secrets;

    public string? Apply(string? text)
    {
        foreach (var secret in _secrets)
        {
            if (text is not null && !string.IsNullOrEmpty(secret))
            {
                text = text.Replace(secret, "[redacted]", StringComparison.Ordinal);
            }
        }

        return text;
    }
}
