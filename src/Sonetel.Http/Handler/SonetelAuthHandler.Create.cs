using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Sonetel.Http;

// A handler without a container, for scripts and tests.
public sealed partial class SonetelAuthHandler
{
    private readonly OwnedServices? _owned;

    private SonetelAuthHandler(OwnedServices owned, HttpMessageHandler inner)
        : this(owned.Managers, new DisallowedHostWarnings(NullLogger<SonetelAuthHandler>.Instance), string.Empty)
    {
        _owned = owned;
        InnerHandler = inner;
    }

    /// <summary>Creates a handler without a container. It has one account, whose tokens are kept in memory.</summary>
    /// <param name="configure">Sets the account's options.</param>
    /// <param name="inner">
    /// The handler that sends the requests. The default is a <see cref="SocketsHttpHandler"/> whose connections are
    /// used for at most 5 minutes.
    /// </param>
    /// <returns>
    /// A handler for one <see cref="HttpClient"/>, or for several that share it. Disposing it closes the account and
    /// disposes <paramref name="inner"/>.
    /// </returns>
    /// <exception cref="OptionsValidationException">The options are invalid.</exception>
    /// <remarks>
    /// Handlers share no tokens with each other, and nothing is logged. In an app, use <c>AddSonetelAuth</c>.
    /// </remarks>
    /// <example>
    /// <code>
    /// using var client = new HttpClient(SonetelAuthHandler.Create(o =&gt; o.UseSonetel(username, password)));
    /// var account = await client.GetStringAsync("https://public-api.sonetel.com/account/");
    /// </code>
    /// </example>
    public static SonetelAuthHandler Create(Action<SonetelAuthOptions> configure, HttpMessageHandler? inner = null)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var owned = new OwnedServices(configure);
        inner ??= new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        return new SonetelAuthHandler(owned, inner);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _owned?.Dispose();
        }

        base.Dispose(disposing);
    }
}
