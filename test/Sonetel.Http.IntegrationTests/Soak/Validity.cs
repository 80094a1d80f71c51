using Sonetel.Http.Emulator;

namespace Sonetel.Http.IntegrationTests.Soak;

/// <summary>Whether the emulator would accept the last token it gave.</summary>
internal sealed class Validity(SonetelEmulator emulator)
{
    private readonly object _gate = new();
    private int _revocations;
    private int _issuedAtRevocation = -1;

    public int Revocations => _revocations;

    public (int Revocations, int Issued, bool WasValid) Stamp
    {
        get
        {
            lock (_gate)
            {
                var issued = emulator.Counters.TokensIssued;
                return (_revocations, issued, issued > _issuedAtRevocation);
            }
        }
    }

    public void Revoke()
    {
        lock (_gate)
        {
            emulator.RevokeAllTokens();
            _revocations++;
            _issuedAtRevocation = emulator.Counters.TokensIssued;
        }
    }
}
