using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.ServerTests;

/// <summary>What an app has of the library.</summary>
internal sealed class Process(IServiceProvider services)
{
    public ISonetelAuth Auth { get; } = services.GetRequiredService<ISonetelAuth>();

    public ISonetelAuthFactory Accounts { get; } = services.GetRequiredService<ISonetelAuthFactory>();

    public HttpClient Client { get; } = services.GetRequiredService<IHttpClientFactory>().CreateClient("api");
}
