namespace Sonetel.Http.IntegrationTests.Fleet;

/// <summary>A token request whose answer waits for <see cref="Release"/>: whoever sent it holds the claim.</summary>
internal sealed class HeldRequest(MemberProcess sender, IDisposable hold) : IDisposable
{
    public MemberProcess Sender => sender;

    public void Release() => hold.Dispose();

    public void Dispose() => hold.Dispose();
}
