using Microsoft.Extensions.Options;

namespace Sonetel.Http.IntegrationTests.Readme;

/// <summary>The README's options of tenants, read when a tenant's first request comes.</summary>
internal sealed class TenantOptions(TenantCatalog tenants) : IConfigureNamedOptions<SonetelAuthOptions>
{
    public void Configure(string? name, SonetelAuthOptions options)
    {
        if (tenants.Find(name) is { } tenant)
        {
            options.UseSonetel(tenant.Username, tenant.Password);
        }
    }

    public void Configure(SonetelAuthOptions options) => Configure(Options.DefaultName, options);
}
