namespace Sonetel.Http.Tests.Simulation;

/// <summary>Knows who sent which refresh token, and who has the current one.</summary>
internal sealed class ChainObserver(Fleet fleet)
{
    /// <summary>Whether an account that has nothing but its refresh token can go on.</summary>
    public bool CanBeSaved =>
        !IsOver(fleet.Server.Configured.Family) && (!fleet.Server.Rotates || KnownTo(fleet.Server.Configured.Family) is not null);

    /// <summary>The one that sent the token before, if nothing excuses that it is sent again.</summary>
    public TokenExchange? FirstSender(TokenExchange exchange, IssuedRefreshToken token)
    {
        if (token.Family.IsRevoked || token.Sends.Exists(sent => sent.Fate is Fate.Refused))
        {
            return null;
        }

        return token.Sends.Find(sent => sent != exchange && sent.Fate is Fate.Open or Fate.Exchanged && sent.Process.IsAlive);
    }

    /// <summary>Who has a refresh token of the family that was not used yet.</summary>
    public string? KnownTo(TokenFamily family)
    {
        var current = fleet.Server.Current(family);
        var known = current.Select(Holder).FirstOrDefault(holder => holder is not null);
        var isUntouched = current.Contains(fleet.Server.Configured) && !current.Any(token => token.Sends.Count > 0);
        return known ?? (isUntouched ? "the configuration" : null);
    }

    private static bool IsOver(TokenFamily family) => family.IsRevoked || family.IsForgotten;

    private string? Holder(IssuedRefreshToken token)
    {
        if (fleet.Store.Rows.Values.Any(row => row.RefreshToken == token.Value))
        {
            return "the store";
        }

        if (token.ReceivedBy is { IsAlive: true } receiver && !receiver.HasDropped(token))
        {
            return receiver.Member.Name;
        }

        if (token.ReceivedBy is null && token.IssuedBy is { Fate: Fate.Exchanged, Process.IsAlive: true })
        {
            return "a response on its way";
        }

        return fleet.Processes.FirstOrDefault(process => process.Knowledge.HasAdopted(token))?.Member.Name;
    }
}
