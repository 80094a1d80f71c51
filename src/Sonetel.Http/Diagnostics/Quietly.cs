namespace Sonetel.Http;

/// <summary>Tells loggers and listeners, which are foreign code and may throw.</summary>
internal static class Quietly
{
    /// <summary>
    /// Runs <paramref name="tell"/> whatever it throws: a listener must neither cost a caller its token nor an account
    /// the refresh token that was just issued.
    /// </summary>
    public static void Run(Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception)
        {
            // There is nobody to tell.
        }
    }
}
