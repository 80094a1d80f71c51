namespace Sonetel.Http;

/// <summary>Calls the user's listeners, whose exceptions end here: there is nobody to tell.</summary>
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
            // A token that was just issued must not be lost with them.
        }
    }
}
