using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.ServerTests;

/// <summary>The database that survives a restart of its server, and that the API may read as well.</summary>
internal sealed class TokenDatabase
{
    private readonly InMemoryDatabaseRoot _root = new();

    public void Register(IServiceCollection services)
    {
        services.AddDbContext<DbContext>(options => options.UseInMemoryDatabase("tokens", _root).UseOpenIddict());

        // In memory there are no bulk operations: without this call a reused refresh token would revoke nothing, silently.
        services.AddOpenIddict().AddCore(core =>
            core.UseEntityFrameworkCore().UseDbContext<DbContext>().DisableBulkOperations());
    }
}
