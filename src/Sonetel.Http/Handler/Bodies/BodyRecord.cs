namespace Sonetel.Http;

/// <summary>A copy of the bytes of a body that was sent; dropped if the body is longer than the limit.</summary>
internal sealed class BodyRecord(long limit)
{
    private readonly object _gate = new();
    private readonly long _limit = Math.Clamp(limit, 0, Array.MaxLength);
    private byte[]? _bytes = [];
    private bool _wasSent;

    /// <summary>The number of bytes that were sent, recorded or not.</summary>
    public long Length { get; private set; }

    /// <summary>Whether the body was sent to its end.</summary>
    public bool WasSent
    {
        get
        {
            lock (_gate)
            {
                return _wasSent;
            }
        }
    }

    public bool IsComplete => TryGetBytes(out _);

    /// <summary>Returns the body if it was recorded completely.</summary>
    public bool TryGetBytes(out ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            var isComplete = _wasSent && _bytes is not null;
            bytes = isComplete ? _bytes.AsMemory(0, (int)Length) : default;
            return isComplete;
        }
    }

    public void Add(ReadOnlySpan<byte> sent)
    {
        lock (_gate)
        {
            var before = Length;
            Length += sent.Length;

            if (Length > _limit)
            {
                _bytes = null;
            }

            if (_bytes is not { } bytes)
            {
                return;
            }

            if (Length > bytes.Length)
            {
                var doubled = Math.Max(bytes.Length * 2L, 256);
                Array.Resize(ref _bytes, (int)Math.Min(_limit, Math.Max(Length, doubled)));
            }

            sent.CopyTo(_bytes.AsSpan((int)before));
        }
    }

    public void Complete()
    {
        lock (_gate)
        {
            _wasSent = true;
        }
    }

    /// <summary>
    /// Stops recording and drops an incomplete record, because an upload may continue long after its
    /// response was received.
    /// </summary>
    public void Stop()
    {
        lock (_gate)
        {
            _bytes = _wasSent ? _bytes : null;
        }
    }
}
