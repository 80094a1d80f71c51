namespace Sonetel.Http;

/// <summary>Calls the user's listeners and ignores their exceptions.</summary>
internal static class Quiet
{
    public static void Run(Action call)
    {
        try
        {
            call();
        }
        catch (Exception)
        {
            // A listener's exception must not lose a token that was just issued.
        }
    }
}
