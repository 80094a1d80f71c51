using System.Diagnostics;

namespace Sonetel.Http.Benchmarks.Faults;

/// <summary>
/// Refresh tokens that rotate, as many servers do it: the one before the newest is taken for 30 seconds more, and whoever
/// sends it later, or an older one, ends the sign-in (RFC 9700 §4.14).
/// </summary>
internal sealed class RefreshTokenChain
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private int _newest;
    private long _spentAt;

    public bool IsRevoked { get; private set; }

    public int SignIn()
    {
        lock (_gate)
        {
            IsRevoked = false;
            return ++_newest;
        }
    }

    /// <summary>Gives the refresh token that follows; null where there is none.</summary>
    public int? Spend(int refreshToken)
    {
        lock (_gate)
        {
            var isNewest = refreshToken == _newest;
            var isInGrace = refreshToken == _newest - 1 && Stopwatch.GetElapsedTime(_spentAt) < Grace;
            IsRevoked |= !isNewest && !isInGrace;

            if (IsRevoked)
            {
                return null;
            }

            if (isNewest)
            {
                (_newest, _spentAt) = (_newest + 1, Stopwatch.GetTimestamp());
            }

            return _newest;
        }
    }
}
