using System.Text.Json;
using BenchmarkDotNet.Attributes;

namespace Sonetel.Http.Benchmarks.TokenRequests;

/// <summary>Reading the answer: nothing is allocated but the texts that are kept. Beside it, the usual way.</summary>
public class Parse
{
    [Benchmark(Baseline = true)]
    public string KeptTextsAlone() => new('x', Peers.StubTokenEndpoint.TokenLength);

    [Benchmark]
    public bool TokenAnswer() => TokenAnswerReader.Read(ReadingEndpoint.Answer, out _) is null;

    [Benchmark]
    public int Document()
    {
        using var json = JsonDocument.Parse(ReadingEndpoint.Answer);
        return json.RootElement.GetProperty("access_token").GetString()!.Length
            + json.RootElement.GetProperty("refresh_token").GetString()!.Length
            + json.RootElement.GetProperty("expires_in").GetInt32();
    }
}
