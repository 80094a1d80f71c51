using Microsoft.Extensions.Logging;

namespace Sonetel.Http;

/// <summary>Logs once when an operation of the store begins to fail, and once when it works again.</summary>
internal sealed class StoreOutage(string operation, ILogger logger)
{
    private int _isOn;

    public void Begin(Exception failure)
    {
        if (Interlocked.Exchange(ref _isOn, 1) == 0)
        {
            Log.TokenStoreUnreachable(logger, operation, failure);
        }
    }

    public void End()
    {
        if (Volatile.Read(ref _isOn) != 0 && Interlocked.Exchange(ref _isOn, 0) != 0)
        {
            Log.TokenStoreReachable(logger, operation);
        }
    }
}
