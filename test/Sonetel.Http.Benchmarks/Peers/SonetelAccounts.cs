using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Benchmarks.Peers;

/// <summary>The library as its users register it, over the stub endpoint.</summary>
internal static class SonetelAccounts
{
    public static ServiceProvider Provider(HttpMessageHandler tokenEndpoint, params string[] names)
    {
        var services = new ServiceCollection();

        foreach (var name in names.Prepend(string.Empty))
        {
            var builder = services.AddSonetelAuth(name, options =>
            {
                options.UseSonetel($"{name}@example.com", "password");
                options.AllowedHosts.Add("localhost");
            });

            if (name.Length == 0)
            {
                builder.TokenClient.ConfigurePrimaryHttpMessageHandler(() => tokenEndpoint);
            }
        }

        return services.BuildServiceProvider();
    }

    public static HttpMessageInvoker Invoker(ServiceProvider provider, HttpMessageHandler inner)
    {
        var handler = provider.GetRequiredService<SonetelAuthHandler>();
        handler.InnerHandler = inner;
        return new HttpMessageInvoker(handler);
    }
}
