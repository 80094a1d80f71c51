namespace Sonetel.Http.IntegrationTests.Readme;

/// <summary>The tenants that an app knows.</summary>
internal sealed class TenantCatalog
{
    private readonly Dictionary<string, (string Username, string Password)> _tenants = [];

    public void Add(string name, string username, string password) => _tenants.Add(name, (username, password));

    public (string Username, string Password)? Find(string? name) =>
        name is not null && _tenants.TryGetValue(name, out var tenant) ? tenant : null;
}
