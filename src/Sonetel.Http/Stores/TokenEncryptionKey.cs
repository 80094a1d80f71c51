using System.Diagnostics;
using System.Text;

namespace Sonetel.Http;

/// <summary>One key of a key ring.</summary>
/// <param name="id">Stands beside each value that the key wrote; not secret.</param>
/// <param name="key">32 random bytes; a secret.</param>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class TokenEncryptionKey(string id, byte[] key)
{
    /// <summary>Stands beside each value that the key wrote; not secret.</summary>
    public string Id { get; } = id;

    // A copy: whoever wipes their own after use must not have us write with zeros.
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal byte[] Key { get; } = key?.ToArray()!;

    /// <summary>Names the key without showing it.</summary>
    public override string ToString() => $"key '{Id}'";

    /// <summary>What is wrong with a key ring, in words that say what to write instead; nothing if it is good.</summary>
    internal static string? Fault(IReadOnlyCollection<TokenEncryptionKey> ring) => ring switch
    {
        _ when ring.Any(key => key is null || string.IsNullOrEmpty(key.Id) || key.Id.Length > 255 || !Ascii.IsValid(key.Id)) => "an encryption key has no id, or one over 255 characters or beyond ASCII; name it, for instance by the month it was made in",
        _ when ring.FirstOrDefault(key => key.Key?.Length != 32) is { } odd => $"{odd} is {odd.Key?.Length ?? 0} bytes long; AES-256 takes 32, for instance from RandomNumberGenerator.GetBytes(32)",
        _ when ring.GroupBy(key => key.Id, StringComparer.Ordinal).FirstOrDefault(keys => keys.Count() > 1) is { } twice => $"key '{twice.Key}' stands there twice; give each key an id of its own",
        _ => null,
    };
}
