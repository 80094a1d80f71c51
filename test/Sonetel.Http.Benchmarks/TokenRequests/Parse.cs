using System.Text.Json;
using BenchmarkDotNet.Attributes;

namespace Sonetel.Http.Benchmarks.TokenRequests;

/// <summary>Reading the answer: nothing is allocated but the texts that are kept. Beside it, the usual way.</summary>
public class Parse
{
    private static readonly TokenResponse Kept = Read();

    [Benchmark(Baseline = true)]
    public int KeptTextsAlone() => Copy(Kept.AccessToken) + Copy(Kept.RefreshToken) + Copy(Kept.Scope);

    [Benchmark]
    public bool TokenResponse() => TokenResponseReader.Read(ReadingEndpoint.Answer, out _) is null;

    [Benchmark]
    public int Document()
    {
        using var json = JsonDocument.Parse(ReadingEndpoint.Answer);
        return json.RootElement.GetProperty("access_token").GetString()!.Length
            + json.RootElement.GetProperty("refresh_token").GetString()!.Length
            + json.RootElement.GetProperty("expires_in").GetInt32();
    }

    private static TokenResponse Read() => TokenResponseReader.Read(ReadingEndpoint.Answer, out var answer) is null ? answer : throw new InvalidOperationException("The stub's answer is no token.");

    private static int Copy(string? text) => text is null ? 0 : new string(text.AsSpan()).Length;
}
