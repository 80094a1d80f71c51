using System.Security.Cryptography;

namespace Sonetel.Http;

/// <summary>Random numbers from the platform.</summary>
internal sealed class RandomJitter : IJitter
{
    public double Next() => Random.Shared.NextDouble();

    public string NextId() => Convert.ToHexString(RandomNumberGenerator.GetBytes(8));
}
