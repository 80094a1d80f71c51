using System.Collections.Concurrent;

namespace Sonetel.Http.Emulator;

/// <summary>Keeps the most recent requests.</summary>
internal sealed class Recorder(SonetelEmulatorOptions options)
{
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();

    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    public void Add(
        HttpRequest request,
        IReadOnlyDictionary<string, string>? parameters = null,
        long bodyLength = 0,
        string? bodySha256 = null)
    {
        var headers = request.Headers.ToDictionary(
            header => header.Key,
            header => header.Value.ToString(),
            StringComparer.OrdinalIgnoreCase);

        _requests.Enqueue(new RecordedRequest(
            options.Time.GetUtcNow(),
            request.Method,
            request.Path + request.QueryString,
            headers,
            parameters ?? new Dictionary<string, string>(),
            bodyLength,
            bodySha256));

        while (_requests.Count > options.RecordedRequests)
        {
            _requests.TryDequeue(out _);
        }
    }
}
