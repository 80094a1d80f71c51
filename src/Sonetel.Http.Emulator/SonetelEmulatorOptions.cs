using System.Collections.Concurrent;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sonetel.Http.Emulator;

/// <summary>What an emulator starts with. The live switches are on <see cref="SonetelEmulator"/>.</summary>
public sealed class SonetelEmulatorOptions
{
    /// <summary>The port on 127.0.0.1; 0, the default, takes a free one.</summary>
    public int Port { get; set; }

    /// <summary>What it speaks. Without TLS a server cannot offer both
    /// versions, so a client of HTTP/2 has to ask for exactly that.</summary>
    /// <value>The default is HTTP/1.1.</value>
    public HttpProtocols Protocols { get; set; } = HttpProtocols.Http1;

    /// <summary>The server's own clock, which a test may skew.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>How many of the last requests to token endpoints,
    /// and as many to the APIs, are kept to look at.</summary>
    /// <value>The default is 10,000.</value>
    public int RecordedRequests { get; set; } = 10_000;

    /// <summary>The first user's login.</summary>
    public string Username { get; set; } = "user@example.com";

    /// <summary>The first user's password.</summary>
    public string Password { get; set; } = "correct-horse";

    /// <summary>Further users and their passwords; may be changed while the emulator runs.</summary>
    public IDictionary<string, string> MoreUsers { get; } =
        new ConcurrentDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The client of sipgate, Passport and Moov; Sonetel's is <c>sonetel-api</c>, fixed and public.</summary>
    public string ClientId { get; set; } = "client-1";

    /// <summary>That client's secret.</summary>
    public string ClientSecret { get; set; } = "client-secret-1";

    /// <summary>The id of the sipgate personal access token.</summary>
    public string TokenId { get; set; } = "token-FQ1V12";

    /// <summary>The sipgate personal access token.</summary>
    public string PersonalAccessToken { get; set; } = "e68ead46-a7db-46cd-8a1a-44aed1e4e372";
}
