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

    /// <summary>
    /// What is wrong with a key ring, in words that say what to write instead; nothing if it is good.
    /// </summary>
    internal static string? Fault(IReadOnlyCollection<TokenEncryptionKey> ring)
    {
        if (ring.Any(key => key is null || key.Id is not { Length: > 0 and <= 255 } || !Ascii.IsValid(key.Id)))
        {
            return "an encryption key has no id, or one over 255 characters or beyond ASCII; "
                + "name it, for instance by the month it was made in";
        }

        if (ring.FirstOrDefault(key => key.Key?.Length != 32) is { } odd)
        {
            var length = odd.Key?.Length ?? 0;
            return $"{odd} is {length} bytes long; AES-256 takes 32, for instance from RandomNumberGenerator.GetBytes(32)";
        }

        var twice = ring.GroupBy(key => key.Id, StringComparer.Ordinal).FirstOrDefault(keys => keys.Count() > 1);
        return twice is null ? null : $"key '{twice.Key}' stands there twice; give each key an id of its own";
    }
}
