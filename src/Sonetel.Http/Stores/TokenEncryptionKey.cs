using System.Diagnostics;
using System.Text;

namespace Sonetel.Http;

/// <summary>A key of an <see cref="AesGcmTokenProtector"/>.</summary>
/// <param name="id">Identifies the key in each value that it encrypts: 1 to 255 ASCII characters, not secret.</param>
/// <param name="key">32 random bytes; a secret.</param>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class TokenEncryptionKey(string id, byte[] key)
{
    /// <summary>Identifies the key in each value that it encrypts; not secret.</summary>
    public string Id { get; } = id;

    // A copy, so that the caller may clear its array after use.
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal byte[] Key { get; } = key?.ToArray()!;

    /// <summary>Returns the key's id, but not the key.</summary>
    public override string ToString() => $"key '{Id}'";

    /// <summary>Returns the fault of a key ring and how to correct it, or null.</summary>
    internal static string? Fault(IReadOnlyCollection<TokenEncryptionKey> ring)
    {
        if (ring.Any(key => key is null || key.Id is not { Length: > 0 and <= 255 } || !Ascii.IsValid(key.Id)))
        {
            return "an encryption key has no id, or one that is longer than 255 characters or not ASCII; "
                + "use an id such as the month of its creation";
        }

        if (ring.FirstOrDefault(key => key.Key?.Length != 32) is { } odd)
        {
            var length = odd.Key?.Length ?? 0;
            return $"{odd} is {length} bytes long; AES-256 needs 32, for example from RandomNumberGenerator.GetBytes(32)";
        }

        var twice = ring.GroupBy(key => key.Id, StringComparer.Ordinal).FirstOrDefault(keys => keys.Count() > 1);
        return twice is null ? null : $"there are two keys with the id '{twice.Key}'; use a different id for each key";
    }
}
