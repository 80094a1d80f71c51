namespace Sonetel.Http;

/// <summary>The grant of a token request.</summary>
internal sealed record Grant(GrantType Type, string? RefreshToken, TokenRequest? Request)
{
    public static Grant Refresh(string refreshToken, TokenRequest? request) =>
        new(GrantType.RefreshToken, refreshToken, request);

    public static Grant SignIn(GrantType type, TokenRequest? request) => new(type, null, request);

    public string Name => Type switch
    {
        GrantType.ClientCredentials => "client_credentials",
        GrantType.RefreshToken => "refresh_token",
        _ => "password",
    };

    /// <summary>Returns the request's parameters; those without a value are left out (RFC 6749 §3.2).</summary>
    public Dictionary<string, string> Parameters(SonetelAuthOptions options)
    {
        var parameters = new Dictionary<string, string>(8) { ["grant_type"] = Name };

        if (Type is GrantType.RefreshToken)
        {
            parameters["refresh_token"] = RefreshToken!;
        }
        else if (Type is GrantType.Password)
        {
            parameters["username"] = options.Username ?? string.Empty;
            parameters["password"] = options.Password ?? string.Empty;
        }

        // A refresh request without a scope keeps the granted one (RFC 6749 §6).
        var scope = Request?.Scope ?? (Type is GrantType.RefreshToken ? null : options.Scope);

        if (!string.IsNullOrEmpty(scope))
        {
            parameters["scope"] = scope;
        }

        var asked = Request?.Parameters ?? Enumerable.Empty<KeyValuePair<string, string>>();

        foreach (var (name, value) in options.ParametersOrDefault.Concat(asked))
        {
            parameters[name] = value;

            if (string.IsNullOrEmpty(value))
            {
                parameters.Remove(name);
            }
        }

        return parameters;
    }

    public override string ToString() => Name;
}
