namespace Sonetel.Http.Tests.Simulation.Scale;

/// <summary>One account's row in the store, and what it cost.</summary>
internal sealed class ScaleRow
{
    public TokenSet? Tokens { get; set; }

    /// <summary>What the server expects next; nobody may send any other.</summary>
    public required string RefreshToken { get; set; }

    public int Issued { get; set; }

    public double FirstIssuedAt { get; set; }

    public double LastIssuedAt { get; set; } = double.NegativeInfinity;

    public int Reads { get; set; }

    public int Claims { get; set; }

    public int Beats { get; set; }

    public int Results { get; set; }

    public int Refused { get; set; }

    /// <summary>The conditional write of every store, which also tells what was written.</summary>
    public bool Write(TokenSet tokens)
    {
        if (tokens.Generation != (Tokens?.Generation ?? 0) + 1)
        {
            Refused++;
            return false;
        }

        if (tokens.Renewer is null)
        {
            Results++;
        }
        else if (tokens.Renewer == Tokens?.Renewer)
        {
            Beats++;
        }
        else
        {
            Claims++;
        }

        Tokens = tokens;
        return true;
    }
}
