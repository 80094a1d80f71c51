namespace Sonetel.Http.Tests;

/// <summary>A body that tells whether it was disposed.</summary>
internal sealed class DisposalContent() : ByteArrayContent("refused"u8.ToArray())
{
    public bool IsDisposed { get; private set; }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
