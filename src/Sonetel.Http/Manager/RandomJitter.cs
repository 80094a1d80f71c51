using System.Security.Cryptography;

namespace Sonetel.Http;

/// <summary>Random numbers from the platform.</summary>
internal sealed class RandomJitter : IJitter
{
    public double Next() => Random.Shared.NextDouble();

    public long NextId() => BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
}
