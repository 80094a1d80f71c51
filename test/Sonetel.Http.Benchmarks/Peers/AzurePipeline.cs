using Azure.Core;
using Azure.Core.Pipeline;

namespace Sonetel.Http.Benchmarks.Peers;

/// <summary>Azure.Core's pipeline over the same inner handler, with its bearer policy or, as its own baseline, without.</summary>
internal sealed class AzurePipeline(HttpMessageHandler inner, TokenCredential? credential)
{
    private readonly HttpPipeline _pipeline = HttpPipelineBuilder.Build(
        new PlainOptions { Transport = new HttpClientTransport(inner) },
        credential is null ? [] : [new BearerTokenAuthenticationPolicy(credential, "https://api.example.com/.default")]);

    public async Task<int> SendAsync(Uri address, Ct ct)
    {
        using var message = _pipeline.CreateMessage();
        message.Request.Method = RequestMethod.Get;
        message.Request.Uri.Reset(address);
        await _pipeline.SendAsync(message, ct).ConfigureAwait(false);
        return message.Response.Status;
    }

    /// <summary>As a client of Azure's has them, without retries, logs and traces: they have nothing to do with tokens.</summary>
    private sealed class PlainOptions : ClientOptions
    {
        public PlainOptions()
        {
            Retry.MaxRetries = 0;
            (Diagnostics.IsLoggingEnabled, Diagnostics.IsDistributedTracingEnabled, Diagnostics.IsTelemetryEnabled) = (false, false, false);
        }
    }
}
