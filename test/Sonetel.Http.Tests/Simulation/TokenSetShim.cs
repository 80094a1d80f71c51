namespace Sonetel.Http.Tests.Simulation;

// Stand-ins until TokenSet has these itself, whose own members then win: the merge deletes this file.
internal static class TokenSetShim
{
    extension(TokenSet tokens)
    {
        public string? Renewer => null;

        public int Refusals => 0;
    }
}
