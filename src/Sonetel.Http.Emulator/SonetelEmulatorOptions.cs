using System.Collections.Concurrent;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sonetel.Http.Emulator;

/// <summary>
/// The options that an emulator is started with. Settings that can be changed later are in
/// <see cref="SonetelEmulator.Switches"/>.
/// </summary>
public sealed class SonetelEmulatorOptions
{
    /// <summary>The port on 127.0.0.1; 0 selects a free one.</summary>
    /// <value>The default is 0.</value>
    public int Port { get; set; }

    /// <summary>
    /// The HTTP version. Without TLS, a server cannot offer both versions on one port, so a client of HTTP/2 has to
    /// request it exactly.
    /// </summary>
    /// <value>The default is HTTP/1.1.</value>
    public HttpProtocols Protocols { get; set; } = HttpProtocols.Http1;

    /// <summary>The server's clock, which a test may skew.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>How many of the most recent token requests, and how many API requests, are recorded.</summary>
    /// <value>The default is 10,000.</value>
    public int RecordedRequests { get; set; } = 10_000;

    /// <summary>The first user's login.</summary>
    public string Username { get; set; } = "user@example.com";

    /// <summary>The first user's password.</summary>
    public string Password { get; set; } = "correct-horse";

    /// <summary>Additional users and their passwords; may be changed while the emulator runs.</summary>
    public IDictionary<string, string> MoreUsers { get; } =
        new ConcurrentDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The client id for sipgate, Passport and Moov; Sonetel's client is always <c>sonetel-api</c>.</summary>
    public string ClientId { get; set; } = "client-1";

    /// <summary>The client secret for sipgate, Passport and Moov.</summary>
    public string ClientSecret { get; set; } = "client-secret-1";

    /// <summary>The id of the sipgate personal access token.</summary>
    public string TokenId { get; set; } = "token-FQ1V12";

    /// <summary>The sipgate personal access token.</summary>
    public string PersonalAccessToken { get; set; } = "e68ead46-a7db-46cd-8a1a-44aed1e4e372";
}
